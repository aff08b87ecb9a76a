"""An invented study in the legacy XML of ClinicalTrials.gov, and small ones."""

from __future__ import annotations

from index.records import Trial
from indexer.sources import ctgov_xml
from tests.indexer import readings

DECLARED = b'<?xml version="1.0" encoding="UTF-8"?>\n'
STUDY = """<clinical_study rank="7">
  <required_header>
    <download_date>ClinicalTrials.gov processed this data on May 05, 2020</download_date>
    <link_text>Link to the current ClinicalTrials.gov record.</link_text>
    <url>https://clinicaltrials.gov/show/NCT00000102</url>
  </required_header>
  <id_info>
    <org_study_id>EH-1</org_study_id>
    <secondary_id type="EudraCT Number" domain="EMA">2004-002172-42</secondary_id>
    <nct_id>NCT00000102</nct_id>
    <nct_alias>NCT00000099</nct_alias>
  </id_info>
  <brief_title>Quinine for Cramps</brief_title>
  <acronym>QFC</acronym>
  <official_title>Quinine &amp; Magnesium for Muscle Cramps</official_title>
  <sponsors>
    <lead_sponsor><agency>Example Hospital</agency><agency_class>Other</agency_class></lead_sponsor>
    <collaborator><agency>Mercy</agency><agency_class>U.S. Fed</agency_class></collaborator>
  </sponsors>
  <source>Example Hospital</source>
  <oversight_info><has_dmc>Yes</has_dmc></oversight_info>
  <brief_summary>
    <textblock>
      A summary that is wrapped where a
      line is full.

      A second paragraph:

        -  an item that is wrapped as
           well

             1. a number below it

        -  an item with *a star and a \\ backslash
    </textblock>
  </brief_summary>
  <detailed_description><textblock>Not wrapped.</textblock></detailed_description>
  <overall_status>Unknown status</overall_status>
  <last_known_status>Recruiting</last_known_status>
  <why_stopped>slow accrual</why_stopped>
  <start_date type="Actual">August 5, 2019</start_date>
  <completion_date type="Anticipated">April 2020</completion_date>
  <primary_completion_date type="Anticipated">January 2020</primary_completion_date>
  <phase>Phase 1/Phase 2</phase>
  <study_type>Observational [Patient Registry]</study_type>
  <has_expanded_access>No</has_expanded_access>
  <study_design_info>
    <allocation>Non-Randomized</allocation>
    <masking>Double (Participant, Investigator)</masking>
    <masking_description>First line.
Second line.</masking_description>
  </study_design_info>
  <target_duration>6 Months</target_duration>
  <primary_outcome><measure>Cramps</measure><time_frame>4 weeks</time_frame><description>number of
cramps</description></primary_outcome>
  <secondary_outcome><measure>Sleep</measure><time_frame>8 weeks</time_frame></secondary_outcome>
  <other_outcome><measure>Pain</measure></other_outcome>
  <number_of_arms>2</number_of_arms>
  <enrollment type="Anticipated">45</enrollment>
  <condition>Muscle Cramp</condition>
  <condition>Pain</condition>
  <arm_group><arm_group_label>Quinine</arm_group_label><arm_group_type>Experimental</arm_group_type></arm_group>
  <intervention>
    <intervention_type>Drug</intervention_type><intervention_name>Quinine</intervention_name>
    <description>at night</description><arm_group_label>Quinine</arm_group_label><other_name>Chinin</other_name>
  </intervention>
  <biospec_descr><textblock>serum</textblock></biospec_descr>
  <eligibility>
    <study_pop><textblock>clinic</textblock></study_pop>
    <criteria><textblock>
        Inclusion Criteria:

          -  cramps
    </textblock></criteria>
    <gender>Both</gender>
    <minimum_age>18 Years</minimum_age>
    <maximum_age>N/A</maximum_age>
    <healthy_volunteers>Accepts Healthy Volunteers</healthy_volunteers>
  </eligibility>
  <overall_official><last_name>Q. Cramp, MD</last_name><role>Principal Investigator</role></overall_official>
  <location>
    <facility><name>Mercy</name><address><city>Seoul</city><zip>120</zip><country>Korea, Republic of</country></address></facility>
    <status>Recruiting</status>
    <contact><last_name>A. Nurse</last_name><phone>555</phone></contact>
  </location>
  <location_countries><country>Korea, Republic of</country><country>Germany</country></location_countries>
  <removed_countries><country>Canada</country></removed_countries>
  <link><url>https://example.org</url><description>A page</description></link>
  <reference><citation>Cramp Q. Cramps. 2001.</citation><PMID>11</PMID></reference>
  <results_reference><citation>Cramp Q. Results. 2021.</citation></results_reference>
  <verification_date>May 2020</verification_date>
  <study_first_submitted>September 1, 2019</study_first_submitted>
  <study_first_posted type="Estimate">September 19, 2019</study_first_posted>
  <last_update_posted type="Actual">September 19, 2022</last_update_posted>
  <keyword>leg</keyword>
  <condition_browse><mesh_term>Muscle Cramp</mesh_term></condition_browse>
  <intervention_browse><mesh_term>Quinine</mesh_term></intervention_browse>
  <patient_data><sharing_ipd>No</sharing_ipd></patient_data>
  <pending_results><submitted>May 6, 2020</submitted></pending_results>
  <clinical_results>
    <participant_flow>
      <group_list><group group_id="P1"><title>Quinine</title></group></group_list>
      <period_list><period><title>Overall</title><milestone_list><milestone><title>STARTED</title>
        <participants_list><participants group_id="P1" count="44">one left</participants></participants_list>
      </milestone></milestone_list></period></period_list>
    </participant_flow>
    <outcome_list><outcome><type>Primary</type><title>Cramps</title><measure><title>Cramps</title><units>cramps</units>
      <class_list><class><category_list><category><measurement_list><measurement group_id="O1" value="3" spread="0.5"/>
      </measurement_list></category></category_list></class></class_list></measure></outcome></outcome_list>
    <reported_events><serious_events><default_vocab>MedDRA</default_vocab><category_list><category><title>Nervous</title>
      <event_list><event><sub_title vocab="CTCAE">Tinnitus</sub_title><counts group_id="E1" subjects_affected="1" subjects_at_risk="44"/>
      </event></event_list></category></category_list></serious_events></reported_events>
  </clinical_results>
  <brand_new>of <b>mixed</b> content</brand_new>
</clinical_study>"""


def one(text: str) -> tuple[Trial, list[str]]:
    return readings.one(ctgov_xml, text.encode())


def small(inside: str = "", number: str = "NCT00000102") -> str:
    return f"<clinical_study><id_info><nct_id>{number}</nct_id></id_info><brief_title>A title</brief_title>{inside}</clinical_study>"
