"""Query parameters that only tell a server where its reader came from."""

from __future__ import annotations

from digest.core.addresses.address_parts import host_of

_PREFIXES = (
    "utm_",
    "pk_",
    "mtm_",
    "matomo_",
    "piwik_",
    "hsa_",
    "fb_",
    "at_",
    "ns_",
    "guce_",
)
"""Families of tracking parameters, whatever follows."""

TRACKING = frozenset(
    """
    __s __twitter_impression _branch_match_id _bta_c _bta_tid _ga _gl _hsenc _hsmi _openstat
    action_object_map amp amp_js_v awc bbeml bsft_clkid campaign_id ck_subscriber_id cmp cmpid
    cndid cvid dclid dm_i ecid elqtrackid epik esid fbclid feature_ref ga_source gbraid gclid
    gclsrc guccounter hsctatracking icid igsh igshid inf_contact_key irclickid isfreemail linkid
    mbid mc_cid mc_eid mcid mkevt mkt_tok ml_subscriber ml_subscriber_hash msclkid ncid newsletter
    nr_email_referer ocid oly_anon_id oly_enc_id partner rb_clickid redirectfrom ref ref_source
    ref_src ref_url referer referrer s_cid s_kwcid sc_campaign scm share sharetype sib_id smid
    smtyp sourceid soc_src soc_trk spjobid spm spmailingid spreportid spuserid sr_share srnd
    trackingid triedredirect trk trkcampaign ttclid twclid vero_conv vero_id wbraid wickedid
    wt_mc xtor yclid
    """.split()  # noqa: SIM905 (a table, not a list of one-line literals)
)
"""Tracking parameters of any site, lower-case."""

_TRACKING_AT: dict[str, frozenset[str]] = {
    "forbes.com": frozenset({"sh", "ss"}),
    "medium.com": frozenset({"source", "sk", "gi"}),
    "substack.com": frozenset({"r", "s", "publication_id", "post_id", "showwelcomeonshare"}),
    "spotify.com": frozenset({"si", "nd", "context"}),
    "youtube.com": frozenset({"si", "feature", "ab_channel", "pp"}),
    "youtu.be": frozenset({"si", "feature"}),
    "linkedin.com": frozenset({"rcm", "originalsubdomain"}),
    "x.com": frozenset({"s", "t"}),
    "twitter.com": frozenset({"s", "t"}),
    "instagram.com": frozenset({"img_index", "hl"}),
    "nytimes.com": frozenset({"unlocked_article_code", "referringsource"}),
    "bloomberg.com": frozenset({"accesstoken", "leadsource"}),
    "techcrunch.com": frozenset({"source"}),
    "bsky.app": frozenset({"ref_src"}),
}
"""Parameters that mean nothing at these hosts (and their subdomains), though they may elsewhere."""

_MEANT_AT: dict[str, frozenset[str]] = {
    "github.com": frozenset({"ref"}),
    "gitlab.com": frozenset({"ref"}),
    "githubusercontent.com": frozenset({"ref"}),
}
"""Parameters that choose the page at these hosts: a branch is no referrer."""

_UNLOCKING_AT: dict[str, frozenset[str]] = {
    "bloomberg.com": frozenset({"accesstoken"}),
    "ft.com": frozenset({"sharetype"}),
    "instagram.com": frozenset({"img_index"}),
    "medium.com": frozenset({"sk"}),
    "nytimes.com": frozenset({"unlocked_article_code"}),
}
"""Parameters that show more of the same thing: a gift link, one picture of several."""

_DOUBTFUL = frozenset({"newsletter", "partner", "share"})
"""Parameters that track at most sites, and choose the page at some."""


def is_tracking(url: str) -> bool:
    """Return whether the address carries a parameter that only tracks."""
    return "?" in url and strip_tracking(url) != url


def strip_tracking(url: str) -> str:
    """Return the address without its tracking parameters, otherwise as it is written.

    Parameters that unlock something stay: they are no part of a thing's identity, and a link to
    it needs them.
    """
    start = url.find("?")
    if start < 0:
        return url
    body, hash_sign, fragment = url.partition("#")
    if start >= len(body):
        return url
    host = host_of(url)
    needed = _DOUBTFUL | _at(_UNLOCKING_AT, host)
    kept = keep_meant(body[start + 1 :].replace("&amp;", "&").split("&"), host, needed)
    if len(kept) == body.count("&", start) + 1:
        return url
    return body[:start] + ("?" + "&".join(kept) if kept else "") + hash_sign + fragment


def keep_meant(pairs: list[str], host: str, needed: frozenset[str] = frozenset()) -> list[str]:
    """Return the `name=value` pairs that are part of the address, or of a `needed` name."""
    local, meant = _at(_TRACKING_AT, host), needed | _at(_MEANT_AT, host)
    kept = []
    for pair in pairs:
        name = pair.partition("=")[0].lower()
        tracks = name in TRACKING or name in local or name.startswith(_PREFIXES)
        if pair and (not tracks or name in meant):
            kept.append(pair)
    return kept


def _at(table: dict[str, frozenset[str]], host: str) -> frozenset[str]:
    while host:
        if host in table:
            return table[host]
        host = host.partition(".")[2]
    return frozenset()
