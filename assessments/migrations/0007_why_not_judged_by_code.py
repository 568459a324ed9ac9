"""What a finding judged names by a code why a test could not be judged, no longer by a sentence.

Only in assessments that are open: there it is compared with what is recorded now. What is signed
stays as it was signed.
"""

import re

from django.db import migrations

SENTENCES = {
    "not_counted": "Not judged: the test did not count.",
    "no_arm_or_mass": "Not computed: it needs the arm and the body mass.",
    "no_such_norm": "Not judged: the norm holds for a break test, side-lying.",
    "no_age": "Not judged: the norm needs the age.",
    "other_contraction": "Not judged: one was a make test, the other a break test.",
    "other_position": "Not judged: they were done in different positions.",
    "other_load": "Not judged: the loads differ.",
    "arm_unknown": "Not judged: the arm of one is not known.",
    "both_zero": "Not judged: both are 0.",
    "fresh_zero": "Not judged: the fresh force is 0.",
}
CODES = {sentence: code for code, sentence in SENTENCES.items()}
OF_PAIN = "Not judged: pain {}/10 during the test."
PAIN = re.compile(re.escape(OF_PAIN).replace(r"\{\}", r"(\d+)"))


def open_findings(apps):
    findings = apps.get_model("assessments", "Finding").objects
    return findings.filter(assessment__signed_at=None, basis__has_key="why").exclude(basis__why="")


def write_codes(apps, schema_editor):
    for finding in open_findings(apps):
        sentence = finding.basis["why"]
        if pain := PAIN.fullmatch(sentence):
            finding.basis |= {"why": "pain", "pain": int(pain[1])}
        else:
            finding.basis["why"] = CODES.get(sentence, sentence)
        finding.save(update_fields=["basis"])


def write_sentences(apps, schema_editor):
    for finding in open_findings(apps):
        code, pain = finding.basis["why"], finding.basis.pop("pain", None)
        finding.basis["why"] = SENTENCES.get(code, code) if pain is None else OF_PAIN.format(pain)
        finding.save(update_fields=["basis"])


class Migration(migrations.Migration):
    dependencies = [("assessments", "0006_seal_signed")]

    operations = [migrations.RunPython(write_codes, write_sentences)]
