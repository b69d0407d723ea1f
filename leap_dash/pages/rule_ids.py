"""What the parts of the page of a rule share with one another; rule.js knows some of the ids.

All ids are of stores, which hold their `data`, where nothing else is said.
"""

BADGE = "rule-badge"
"""The id of the badge."""
DRAFT = "rule-draft"
"""{"badge": id, "rule": JSON as it last was complete, "shape": text}."""
EDIT = "rule-edit"
"""What rule.js tells: each change of a field, each press of a button, one after the other."""
OTHER_SHAPE = ""
"""Of a rule that is not the draft: a shape that no draft has."""
TURN = "rule-turn"
"""The change answered last, {"at", "redraws"}; or how far one is."""
FOCUS = "rule-focus"
"""{"ids": of what is to have the focus, the first that is there; "drawn": in which tree}."""
PUBLISH_WISH, DISCARD_WISH = "rule-publish-wish", "rule-discard-wish"
"""When the button was pressed, once all changes before it are kept."""
ASKED = "rule-asked"
"""The rule that the question about publishing shows. The form may have gone on since."""

TREE, SENTENCE, STATE, SAID, PREVIEW = (
    "rule-tree", "rule-sentence", "rule-state", "rule-said", "rule-preview",
)  # fmt: skip
"""Places that are filled: `children`."""
TEXT, ERROR = "rule-json", "rule-json-error"
"""The field with the rule as JSON, and what is wrong in it."""
