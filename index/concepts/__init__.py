"""What means the same: terms of vocabularies, names of drugs, spellings and abbreviations."""
