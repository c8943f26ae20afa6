"""The words recognition knows, in the languages digests are written in. No site is named here.

Patterns that are tried for every entry of an archive know small letters only and are given such:
to ignore case takes three times as long.
"""

from __future__ import annotations

import re
from functools import lru_cache

_BOILERPLATE = (
    r"subscri\w*|sign.?up|newsletter sign.?up|unsubscribe"
    r"|(?:new |our |top |thanks to (?:our )?)?(?:contributors?|committers?|backers|patrons"
    r"|supporters)"
    r"|sponsors?(?:hips?|ed)?|our sponsors?|advertis\w*|about(?: (?:us|me|this \w+|the author))?"
    r"|hiring|who.?s hiring|careers?|job board|open positions?(?: \w+){0,4}|vacancies"
    r"|we(?:'|’)?re hiring(?: \w+){0,4}|work (?:with|for) us|positions? open"
    r"|join us|follow us|contact(?: us)?|feedback|support us|donate|colophon|licen[cs]e|imprint"
    r"|disclaimer|credits|acknowledge?ments?|thank you|thanks|see also|footnotes"
    r"|quote of the (?:week|day|month)"
    r"|欢迎订阅|订阅|订阅方式|招聘|招聘信息|关于|贡献者|致谢|联系方式"
    r"|購読|求人|구독|채용|abonnieren|s'abonner"
)
_CONTENTS = re.compile(
    r"(?:(?:table of )?contents?|toc|index|目录|目次|목차|inhalt(?:sverzeichnis)?|sommaire)\W*",
    re.IGNORECASE,
)
_JOBS = r"\W*(?:(?!steve)[\w-]+\W+)?(?:jobs?|careers?)(?:\W+\w+){0,4}\W*"
_NOTHING = re.compile(rf"(?:{_BOILERPLATE})\W*|{_JOBS}", re.IGNORECASE)
_LONGEST_NAME = 60


@lru_cache(maxsize=2048)
def announces_nothing(title: str) -> bool:
    """Whether nothing under a heading of this name is an item."""
    return len(title) <= _LONGEST_NAME and bool(_NOTHING.fullmatch(title))


def announces_contents(title: str) -> bool:
    """Whether a heading of this name stands over a table of contents, or over all there is."""
    return bool(_CONTENTS.fullmatch(title))


UPCOMING = re.compile(
    r"\b(?:upcoming|events?|meetups?|conferences?|calendar|deadlines?|call for (?:papers"
    r"|proposals)"
    r"|cfps?|webinars?)\b|活动|活動|イベント|행사",
    re.IGNORECASE,
)
"""Names of sections whose dates lie ahead."""

NOTHING_NEW = re.compile(
    r"\W*(?:no|none|nothing|nobody)\b.{0,80}\b(?:this|week|month|time|yet|today|new)\b.{0,20}",
    re.IGNORECASE,
)
"""How a section says that there is nothing in it this time."""

_ASKING = re.compile(
    r"(?:please |and |now )?(?:subscribe|unsubscribe|sign up|follow us|email us|contact us"
    r"|tweet us"
    r"|tell us|send us|let us know|donate(?: to us| now| here|\W*$)|nominate|abonnier"
    r"|submit (?:your|an?|it|the|here)|suggest (?:an?|your|the|it|us)|vote (?:for next|here|now)"
    r"|join (?:us|our|the (?:community|discord|discussion|conversation|slack|list|chat|mailing))"
    r"|become an? (?:\w+ )?(?:sponsor|member|patron|backer|supporter|contributor)"
    r"|support (?:us|our (?:work|newsletter|digest))|sponsor (?:us|this|our)|advertise (?:with"
    r"|here|in)"
    r"|share (?:this|it) (?:with|issue|newsletter|digest|on)|forward (?:this|it)"
    r"|view (?:this|it|online|in (?:your |the )?browser|our job)|read (?:this|it) (?:online"
    r"|in your|issue)"
    r"|get (?:this|our) (?:newsletter|digest|issue)"
    r"|订阅|欢迎(?:订阅|关注|投稿|加入)|关注我|加入我们|投稿|購読|구독)"
)
_OPENING = 80
"""Characters in which a line shows that it asks for something."""


def is_asking(text: str) -> bool:
    """Whether a line begins by asking something of the reader instead of reporting."""
    return bool(_ASKING.match(text[:_OPENING].strip().lower()))


SIGN_OFF = re.compile(
    r"that'?s (?:all|it|a wrap)|thanks? (?:you )?for reading|see you (?:next|soon)|until next"
    r"|subscribe"
    r"|enjoyed? (?:this|reading)|if you (?:liked?|enjoy)|happy (?:reading|coding|hacking)|cheers"
    r"|（完）",
    re.IGNORECASE,
)
"""How the last words of an issue begin."""

RESOURCES = re.compile(
    r"(?:(?:additional|more|further|useful|related|key)\s+)?"
    r"(?:resources?|links?|reading|read(?: more)?|references?|sources?|information|learn more"
    r"|more info)"
    r"|(?:相关|参考)?(?:资料|链接|资源)|参考|リンク|参考資料|링크|참고(?: ?자료)?",
    re.IGNORECASE,
)
"""Names of the part of an item that lists its links."""

ROUNDUP = re.compile(
    r".*\b(?:quick|brief|briefs|briefly|bits|more|other|others|also|misc\w*|links?|reads?"
    r"|reading|roundup"
    r"|round-up|notable|honou?rable|worth|around|elsewhere|shorts|bytes|headlines|mentions?"
    r"|community"
    r"|events?|meetups?|releases?|tools?|news|papers?|articles?|videos?|podcasts?|repos?\w*)\b.*"
    r"|.*(?:快讯|其他|更多|速览|工具|链接|文章|资源|뉴스|링크).*",
    re.IGNORECASE,
)
"""Names of sections that gather small entries beside large ones."""

ESSAY = re.compile(
    r"(?:introduction|intro|background|overview|conclusions?|summary|abstract|discussion"
    r"|motivation"
    r"|related work|results?|methods?|setup|installation|usage|next steps|future work|appendix"
    r"|tl;?dr|faq|why|how|what)\W*",
    re.IGNORECASE,
)
"""Headings of an argument rather than of news."""

PART = re.compile(
    r"(?:(?:so )?what|why|how|who|when|where|what(?:'s new| happened| it is| it does)"
    r"|why (?:it|this) matters|why (?:should )?(?:you|we|i) (?:should )?care|how it works"
    r"|(?:the )?(?:news|gist|details?|catch|takeaways?|context|background|bottom line|idea"
    r"|big picture)|in (?:short|brief)|summary|abstract|tl;?dr|key (?:points?|takeaways?)"
    r"|(?:our|my) take|是什么|为什么|摘要|概要|要点|背景|무엇|왜)\W*",
    re.IGNORECASE,
)
"""Bold words that open a part of an item and say only which part it is: "**Why it matters:**"."""

LEADING_ON = re.compile(
    r"(?:^|\W)(?:read|learn|find out|see|watch|listen)\s+(?:more"
    r"|on)(?:\s+[\w ]{2,24})?\s*[:：]\W*$"
    r"|(?:^|\W)(?:全文|详情|原文|続き|자세히)\s*[:：]\W*$",
    re.IGNORECASE,
)
"""How a text ends before a link that leads on: `Read more: [title](url)`."""

_READ_MORE = re.compile(
    r"(?:read|learn|find out|see|watch|listen|get|check(?: it)? out)?\s*"
    r"(?:more|on|it|here|the (?:full|whole|rest|post|paper|article|announcement|research)"
    r"|full (?:story|post|article))\b(?: here| about this| details)?"
)


def only_leads_on(text: str) -> bool:
    """Whether a link begins as those do that only lead on: "read more", "the full story"."""
    return bool(_READ_MORE.match(text.lower()))


_GENERIC = re.compile(
    r"(?:(?:read|learn|find out|see|watch|listen)\b.*"
    r"|(?:the |this |a |an |their |its |our |here'?s (?:the |a )?)?"
    r"(?:here|link|links|url|more(?: \w+)?|details?|source|website|site|home ?page|announcement"
    r"|announced"
    r"|blog(?: ?post)?|post|posted|paper|papers|pdf|article|opinion article|report|video|thread"
    r"|tweet"
    r"|discussion|comments|code|repo|github|demo|demo page|project(?: page)?|online|https? ?url"
    r"|https)"
    r"|https?://.*|www\..*|@\w+|#\d+|\d+|更多.*|详情|链接|原文|项目地址|\W+)"
)
_AROUND = " \t\n*_→➡►▶»>‹›«…:：.,()[]（）"


@lru_cache(maxsize=8192)
def says_nothing(text: str) -> bool:
    """Whether a link's text says nothing about what it leads to: "here", "more", "@handle"."""
    return len(text) <= _LONGEST_NAME and bool(_GENERIC.fullmatch(text.strip(_AROUND).lower()))


_MAIN_LINK = re.compile(
    r"(?:the |this |a |an |their |its |our |new |recent |full |original |research |working "
    r"|technical )*"
    r"(?:paper|preprint|article|opinion article|post|posted|blog ?post|blog|announcement"
    r"|announced"
    r"|report|press release|essay|story|study|publication"
    r"|论文|文章|原文|公告|博客|論文|記事|논문|기사)"
)


def names_the_thing(text: str) -> bool:
    """Whether the whole text of a link says that it leads to the thing itself: "the paper"."""
    return len(text) <= _LONGEST_NAME and bool(_MAIN_LINK.fullmatch(text.strip().lower()))


MENTION = re.compile(r"@\w[\w.-]*|[\w.-]+@[\w.-]+")
"""A link text that is somebody's handle."""

REMARK = re.compile(
    r"\s*[(\[]\s*(?:\d+\s*[- ]?min(?:ute)?s?\.?(?:\s+\w+)?|github repo|website|pdf|video|podcast"
    r"|sponsor(?:ed)?|paid|paywall(?:ed)?|free|tool)\s*[)\]]\s*$",
    re.IGNORECASE,
)
"""What some digests put behind a title: the reading time, or what it is."""
