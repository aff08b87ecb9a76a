"""Small vocabularies in every form, written for these tests; all but the table say the same."""

from __future__ import annotations

from collections.abc import Iterable

from index.concepts.vocabulary import Concept, Header, Packer

OBO = """\
format-version: 1.2
data-version: releases/2025-01-01
synonymtypedef: layperson "layperson term"
synonymtypedef: OMO:0003012 "layperson synonym"
synonymtypedef: obsolete_synonym "discarded synonym"
ontology: tiny.obo
property_value: dc:title "Tiny Cramps" xsd:string

[Term]
id: T:1
name: Muscle spasm
synonym: "Muscle cramps" EXACT []
synonym: "MUSCLE  cramps" EXACT []
synonym: "Charley horse" RELATED layperson []
synonym: "Knotted muscle" RELATED OMO:0003012 []
synonym: "Convulsion" BROAD layperson []
synonym: "Myalgia" RELATED []
synonym: "Leg cramp" NARROW []
synonym: "Bad cramp" EXACT obsolete_synonym []
is_a: T:2 ! Muscle trouble

[Term]
id: T:2
name: Muscle trouble, "odd\\" ! not of the name

[Term]
id: T:3
name: Old cramp
is_obsolete: true

[Typedef]
id: part_of
name: part of
""".replace('"odd\\"', "\\\"odd\\\"")

MESH_XML = """\
<?xml version="1.0"?>
<!DOCTYPE DescriptorRecordSet SYSTEM "https://www.nlm.nih.gov/databases/dtd/nlmdescriptorrecordset_20250101.dtd">
<DescriptorRecordSet LanguageCode="eng">
<DescriptorRecord DescriptorClass="1">
 <DescriptorUI>D1</DescriptorUI><DescriptorName><String>Muscle Cramp</String></DescriptorName>
 <TreeNumberList><TreeNumber>C10.597</TreeNumber><TreeNumber>C23.888</TreeNumber></TreeNumberList>
 <ConceptList>
  <Concept PreferredConceptYN="Y"><ConceptUI>M1</ConceptUI>
   <ConceptRelationList>
    <ConceptRelation RelationName="NRW"><Concept1UI>M1</Concept1UI><Concept2UI>M2</Concept2UI></ConceptRelation>
    <ConceptRelation RelationName="BRD"><Concept1UI>M1</Concept1UI><Concept2UI>M3</Concept2UI></ConceptRelation>
    <ConceptRelation RelationName="REL"><Concept1UI>M1</Concept1UI><Concept2UI>M4</Concept2UI></ConceptRelation>
   </ConceptRelationList>
   <TermList>
    <Term ConceptPreferredTermYN="Y" IsPermutedTermYN="N"><String>Muscle Cramp</String></Term>
    <Term ConceptPreferredTermYN="N" IsPermutedTermYN="Y"><String>Cramp, Muscle</String></Term>
    <Term ConceptPreferredTermYN="N" IsPermutedTermYN="N"><String>Muscular Cramp</String></Term>
   </TermList></Concept>
  <Concept PreferredConceptYN="N"><ConceptUI>M2</ConceptUI><TermList>
    <Term ConceptPreferredTermYN="N" IsPermutedTermYN="N"><String>Cramps of the Leg</String></Term>
    <Term ConceptPreferredTermYN="Y" IsPermutedTermYN="N"><String>Leg Cramp</String></Term></TermList></Concept>
  <Concept PreferredConceptYN="N"><ConceptUI>M3</ConceptUI><TermList>
    <Term ConceptPreferredTermYN="Y" IsPermutedTermYN="N"><String>Spasm</String></Term></TermList></Concept>
  <Concept PreferredConceptYN="N"><ConceptUI>M4</ConceptUI><TermList>
    <Term ConceptPreferredTermYN="Y" IsPermutedTermYN="N"><String>Muscle Pain</String></Term></TermList></Concept>
 </ConceptList>
</DescriptorRecord>
<DescriptorRecord DescriptorClass="1">
 <DescriptorUI>D2</DescriptorUI><DescriptorName><String>Neurologic Manifestations</String></DescriptorName>
 <TreeNumberList><TreeNumber>C10</TreeNumber></TreeNumberList>
</DescriptorRecord>
</DescriptorRecordSet>
"""

MESH_ASCII = """\
*NEWRECORD
RECTYPE = D
MH = Muscle Cramp
AQ = BL CF
PRINT ENTRY = Muscular Cramp|T184|NON|EQV|NLM (1992)|910101|abcdef
ENTRY = Leg Cramp|T184|T047|NON|NRW|UNK (19XX)|741111|abbcdef
ENTRY = Spasm|T184|NON|BRD|UNK (19XX)|741111|abcdef
ENTRY = Muscle Pain|T184|NON|REL|UNK (19XX)|741111|abcdef
ENTRY = Cramp, Muscle
ENTRY = Cramp, Leg
ENTRY = Musculus Cramp
MN = C10.597
MN = C23.888
UI = D1

*NEWRECORD
RECTYPE = D
MH = Neurologic Manifestations
MN = C10
UI = D2

*NEWRECORD
RECTYPE = Q
SH = abnormalities
UI = Q1
"""

TSV = "# ours\nterm\tsynonym\nMuscle cramp\tCharley horse\n\nmuscle  CRAMP\tKnot, in a muscle\nÉpilepsie\tfits\n"
CSV = '"Muscle cramp",Charley horse\nMuscle cramp,"Knot, in a muscle"\n'


def packed(name: str, concepts: Iterable[Concept]) -> tuple[Header, bytes]:
    """A vocabulary as it lies in an index."""
    packer = Packer()
    for each in concepts:
        packer.add(each)
    header = Header(name=name, title=name.upper(), version=None, source=f"{name}.obo", sha256="0" * 64,
                    added_at="2025-01-01T00:00:00Z", concepts=packer.concepts, terms=packer.terms)
    return header, packer.finish(header)


def cramps(name: str = "tiny", synonym: str = "charley horse") -> tuple[Header, bytes]:
    """One concept: muscle cramps, and a synonym."""
    return packed(name, [Concept("C:1", "muscle cramps", (synonym,), ())])
