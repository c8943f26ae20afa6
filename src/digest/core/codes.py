"""Every diagnostic code, with its default severity and what it means.

A code names the fault, not the cure. One that is `ADVICE` is for authors at work: `digest check`
reports it, and a build only where the site makes it an error. The text after each code is its
documentation: `docs/diagnostics.md` is checked against it, and each code has a fixture in
`tests/problems/`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

ADVICE = True


class Code(StrEnum):
    """A diagnostic code: its value is what users see, write in `[check]`, and silence."""

    severity: Literal["info", "warning", "error"]
    meaning: str
    advice: bool

    def __new__(  # noqa: PYI034, D102
        cls,
        value: str,
        severity: Literal["info", "warning", "error"],
        meaning: str,
        advice: bool = False,
    ) -> Code:
        code = str.__new__(cls, value)
        code._value_ = value
        code.severity = severity
        code.meaning = meaning
        code.advice = advice
        return code

    CONFIG_SYNTAX = ("config-syntax", "error", "site.toml is not valid TOML.")
    UNKNOWN_CONFIG_KEY = (
        "unknown-config-key",
        "error",
        "A key of site.toml that digest does not know.",
    )
    BAD_CONFIG_VALUE = (
        "bad-config-value",
        "error",
        "A value of site.toml of the wrong type or out of range.",
    )
    IDLE_SETTING = (
        "idle-setting",
        "info",
        "A setting of a part that this version of digest does not have; it has no effect.",
    )
    UNREADABLE_FILE = ("unreadable-file", "error", "A content file that cannot be read.")
    LINK_OUTSIDE_SITE = (
        "link-outside-site",
        "error",
        "A symbolic link to a file that is no part of the site; it is not followed.",
    )
    UNUSABLE_NAME = (
        "unusable-name",
        "warning",
        "A file whose name cannot stand in an address; it is left out.",
    )
    HEADER_SYNTAX = ("header-syntax", "error", "Front matter that is not valid YAML, TOML or JSON.")
    UNCLOSED_HEADER = (
        "unclosed-header",
        "error",
        "A front-matter fence is opened but never closed.",
    )
    UNKNOWN_KEY = (
        "unknown-key",
        "warning",
        "A front-matter key that looks like a slip of a known one.",
    )
    DUPLICATE_KEY = ("duplicate-key", "warning", "A front-matter key that is written twice.")
    BAD_VALUE = ("bad-value", "warning", "A front-matter value of the wrong type.")
    BAD_DATE = ("bad-date", "error", "A date that nobody can read.")
    DAMAGED_TEXT = (
        "damaged-text",
        "warning",
        "Text that was decoded wrongly on its way here; it is repaired.",
    )
    CONTROL_CHARACTER = (
        "control-character",
        "warning",
        "NUL or another control character; it is left out.",
    )
    NOT_UTF8 = (
        "not-utf8",
        "warning",
        "A file with bytes that are not UTF-8; they are read as Windows-1252.",
    )
    GLUED_FENCE = (
        "glued-fence",
        "warning",
        "Text on the line of the fence that closes the front matter; it begins the body.",
    )
    WRAPPED_FILE = (
        "wrapped-file",
        "info",
        "A file that is one code fence as a whole; what is inside is read.",
    )
    CONFLICTING_KEYS = (
        "conflicting-keys",
        "info",
        "Two front-matter keys that mean the same and differ; the first named one counts.",
    )
    NOT_A_DOCUMENT = (
        "not-a-document",
        "warning",
        "A JSON file without a text that could be shown; the whole file is shown as text.",
    )
    EMPTY_LINK = ("empty-link", "warning", "A link or image without an address.")
    MALFORMED_LINK = ("malformed-link", "warning", "An address that cannot be meant as written.")
    UNSAFE_ADDRESS = (
        "unsafe-address",
        "warning",
        "An address of a scheme that may run code or that digest does not know; it is left out.",
    )
    UNCLOSED_FENCE = (
        "unclosed-fence",
        "warning",
        "A code fence that is never closed, or whose closing fence stands behind code.",
    )
    UNCLOSED_COMMENT = (
        "unclosed-comment",
        "warning",
        "An HTML comment that is never closed; it ends at the next empty line.",
    )
    UNCLOSED_CONTAINER = (
        "unclosed-container",
        "warning",
        "A ::: container that is never closed; it ends where its surroundings end.",
    )
    DUPLICATE_ANCHOR = ("duplicate-anchor", "warning", "An id that an author gave twice.")
    UNDEFINED_FOOTNOTE = (
        "undefined-footnote",
        "warning",
        "A reference to a footnote that nobody wrote.",
    )
    DUPLICATE_FOOTNOTE = ("duplicate-footnote", "warning", "A footnote that is written twice.")
    PATH_COLLISION = (
        "path-collision",
        "error",
        "Two sources would be written to the same output path.",
    )
    BAD_ADDRESS = (
        "bad-address",
        "warning",
        "An alias or address that leads out of the site, or that no file can have.",
    )
    TERM_COLLISION = (
        "term-collision",
        "warning",
        "Two different terms that would have the same address.",
    )
    DUPLICATE_URL = ("duplicate-url", "warning", "Two items of one post point at the same address.")
    DUPLICATE_ID = ("duplicate-id", "warning", "Two posts ask for the same permanent feed id.")
    MISSING_DATE = ("missing-date", "info", "A post in the posts folder that has no date.")
    TEMPLATE_SYNTAX = ("template-syntax", "error", "A template that Jinja cannot read.")
    UNDEFINED_IN_TEMPLATE = (
        "undefined-in-template",
        "error",
        "A template uses a name that it is not given.",
    )
    MISSING_TEMPLATE = (
        "missing-template",
        "error",
        "A template that neither the site nor the theme has.",
    )
    TEMPLATE_FAILED = (
        "template-failed",
        "error",
        "A template that stops with an error while it is rendered.",
    )
    BAD_MATH = ("bad-math", "warning", "A formula that cannot be read; its source is shown.")
    UNKNOWN_SHORTCODE = (
        "unknown-shortcode",
        "warning",
        "A shortcode that neither digest nor the site has; it is shown as it is written.",
    )
    UNCLOSED_SHORTCODE = (
        "unclosed-shortcode",
        "warning",
        "A shortcode that is opened but never closed, or closed but never opened.",
    )
    UNKNOWN_DIRECTIVE = (
        "unknown-directive",
        "warning",
        "A directive that digest does not know; its content is shown.",
    )
    UNCLOSED_DIRECTIVE = (
        "unclosed-directive",
        "warning",
        "A directive whose fence is never closed; it runs to the end of what it stands in.",
    )
    BAD_DIRECTIVE = (
        "bad-directive",
        "warning",
        "A directive whose options or body cannot be read; what it holds is shown.",
    )
    INCLUDED_FILE = (
        "included-file",
        "warning",
        "A directive or tag that would copy another file in; its source is shown instead.",
    )
    UNKNOWN_ROLE = (
        "unknown-role",
        "warning",
        "A role that digest does not know; its text is shown.",
    )
    UNKNOWN_CITATION = (
        "unknown-citation",
        "warning",
        "A cited key that no bibliography of the site has; the key is shown.",
    )
    BAD_BIBLIOGRAPHY = (
        "bad-bibliography",
        "warning",
        "A BibTeX file that cannot be read to its end; what can be read is used.",
    )
    UNRESOLVED_REFERENCE = (
        "unresolved-reference",
        "warning",
        "A cross reference whose target does not exist; its text is shown.",
    )
    TEMPLATE_TAG = (
        "template-tag",
        "warning",
        "A tag of a template language in a body; bodies are not templates, so it is shown.",
    )
    UNKNOWN_COMPONENT = (
        "unknown-component",
        "warning",
        "A component of MDX that digest does not know; its content is shown.",
    )
    HIDDEN_STATEMENT = ("hidden-statement", "info", "An import or export of MDX; it is not shown.")
    FOREIGN_FILE = (
        "foreign-file",
        "error",
        "A file that digest did not write is in the way of an output.",
    )
    EDITED_OUTPUT = (
        "edited-output",
        "warning",
        "A file that digest wrote and somebody changed is no longer wanted; it is left alone.",
    )
    BAD_PIN = (
        "bad-pin",
        "warning",
        "An attribute that pins a field of an item has a value that cannot be understood.",
    )
    REGISTRY_SYNTAX = ("registry-syntax", "error", "entities.toml is not valid TOML.")
    UNKNOWN_REGISTRY_KEY = (
        "unknown-registry-key",
        "error",
        "A table or key of entities.toml that nobody knows.",
    )
    BAD_REGISTRY_VALUE = (
        "bad-registry-value",
        "error",
        "A value of entities.toml of the wrong type, or missing.",
    )
    AMBIGUOUS_NAME = (
        "ambiguous-name",
        "warning",
        "A name that entities.toml gives to two entities.",
    )
    BROKEN_LINK = (
        "broken-link",
        "warning",
        "A link to an address of this site where nothing will be.",
    )
    MISSING_FILE = (
        "missing-file",
        "warning",
        "An image or file that is shown or linked and is not there.",
    )
    DEAD_ANCHOR = (
        "dead-anchor",
        "warning",
        "A link to a part of a page, #like-this, that the page lacks.",
    )
    UNUSED_FILE = (
        "unused-file",
        "info",
        "A file that is published and that nothing on the site uses.",
        ADVICE,
    )
    REPEATED_LINK = (
        "repeated-link",
        "warning",
        "The link of an item that an item of an earlier, recent post has already.",
        ADVICE,
    )
    TRACKING_PARAMETER = (
        "tracking-parameter",
        "info",
        "An address with parameters that only tell somebody where a reader came from.",
        ADVICE,
    )
    REDIRECT_WRAPPER = (
        "redirect-wrapper",
        "info",
        "An address that only leads on to the one that is meant, and watches who follows.",
        ADVICE,
    )
    SHORTENED_LINK = (
        "shortened-link",
        "info",
        "An address of a link shortener: it hides where it leads, and dies with its service.",
        ADVICE,
    )
    INSECURE_LINK = (
        "insecure-link",
        "info",
        "An address that begins with http:// and not https://.",
        ADVICE,
    )
    DEAD_LINK = (
        "dead-link",
        "warning",
        "An address out there that was gone when it was last asked for (links.lock).",
        ADVICE,
    )
    MOVED_LINK = (
        "moved-link",
        "info",
        "An address out there that has moved for good, as of when it was last asked for.",
        ADVICE,
    )
    MISSING_ALT = (
        "missing-alt",
        "info",
        "An image without a text for those who do not see it.",
        ADVICE,
    )
    UNUSED_FOOTNOTE = ("unused-footnote", "warning", "A footnote that nothing refers to.")
    HEADING_JUMP = (
        "heading-jump",
        "info",
        "A heading more than one level below the one before it.",
        ADVICE,
    )
    EMPTY_ITEM = (
        "empty-item",
        "warning",
        "An entry of a list or an item without a link and a text.",
        ADVICE,
    )
    TRUNCATED_TITLE = (
        "truncated-title",
        "info",
        "The text of a link that was cut off where it was copied.",
        ADVICE,
    )
    UNBALANCED_MARKUP = (
        "unbalanced-markup",
        "warning",
        "Signs of Markdown that readers will see: a backtick without its partner, a link in two.",
        ADVICE,
    )
    DUPLICATE_TITLE = ("duplicate-title", "info", "Posts that share their title.", ADVICE)
    DUPLICATE_SLUG = (
        "duplicate-slug",
        "info",
        "Posts at different addresses that share their slug.",
        ADVICE,
    )
    TERM_VARIANT = (
        "term-variant",
        "info",
        "Two terms of a taxonomy that look like one, spelled twice.",
        ADVICE,
    )
    SUSPICIOUS_DATE = (
        "suspicious-date",
        "warning",
        "A post's date that its file name contradicts, or that is too far away to be meant.",
        ADVICE,
    )
    EXPECTATION_FAILED = (
        "expectation-failed",
        "error",
        "The site is not as [expect] in site.toml demands.",
    )
    INTERNAL_ERROR = (
        "internal-error",
        "error",
        "A fault of digest itself; the file that met it is left out, the others go on.",
    )
    WORKER_LOST = (
        "worker-lost",
        "error",
        "A worker process that ended in the middle of its work: killed, or out of memory.",
    )
