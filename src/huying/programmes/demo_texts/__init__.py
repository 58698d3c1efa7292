"""Invented Chinese letters, official answers and remarks for the demo city: the same seed gives the same text.

Pure: chance and time are arguments. Every fact, person, firm, road and compound is made up; only the names of the
counties and towns, which the caller passes in, are real. The sentences stand in `data/*.toml`.
"""

from huying.programmes.demo_texts.answers import Kind, answer, feedback
from huying.programmes.demo_texts.letters import Letter, category_weights, echo, pool, written
from huying.programmes.demo_texts.people import firm, person
from huying.programmes.demo_texts.remarks import (
    adjudication,
    deferral_plan,
    extension_reason,
    instruction,
    rating_comment,
    return_reason,
    sign_off_note,
    urging_slip_text,
    verification_note,
)
from huying.programmes.demo_texts.topics import Subject, categories
from huying.programmes.demo_texts.volume import (
    channel_weights,
    county_weights,
    hour_weights,
    monthly_volume,
    subject_weights,
)

__all__ = [
    "Kind",
    "Letter",
    "Subject",
    "adjudication",
    "answer",
    "categories",
    "category_weights",
    "channel_weights",
    "county_weights",
    "deferral_plan",
    "echo",
    "extension_reason",
    "feedback",
    "firm",
    "hour_weights",
    "instruction",
    "monthly_volume",
    "person",
    "pool",
    "rating_comment",
    "return_reason",
    "sign_off_note",
    "subject_weights",
    "urging_slip_text",
    "verification_note",
    "written",
]
