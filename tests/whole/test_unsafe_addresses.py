"""No address that could run a script reaches the output, from wherever and under any policy."""

from __future__ import annotations

import re
from html import unescape

import pytest

from digest.core.codes import Code
from support.sites import SiteDriver

POST = """\
---
title: One
date: 2024-02-24
canonical_url: "javascript:alert('canonical')"
feature_image: "javascript:alert('cover')"
aliases: ["javascript:alert('alias')"]
summary: Short.
items: post
---
[link](javascript:alert), [coded](javascript&colon;alert), [tab](java&Tab;script:alert),
[escaped](javascript\\:alert), [defined][x], <javascript:alert> and ![image](javascript:alert).
[[javascript:alert(1).html|wiki]], ![[javascript:alert(1).png]] and {doc}`x <javascript:alert>`.
<a href="javascript&#58;alert">raw</a> {{< ref "javascript:alert" >}}

[x]: javascript:alert

{{< figure src="javascript:alert" link="javascript:alert" alt="shortcode" >}}

{{< own href="javascript:alert" >}}

```{figure} javascript:alert
:target: javascript:alert
:alt: directive

Caption.
```

<div><a href='java
script:alert'>block</a><form action=javascript:alert></form></div>

- [entry](https://example.org/entry): text {url="javascript:alert" .item}
"""
MDX = """\
import X from 'x'

<LinkCard title='card' href='javascript:alert' />
"""
SETTINGS = """\
[markdown]
html = "{policy}"

[theme]
logo = "javascript:alert('logo')"

[permalinks.redirects]
"/old/" = "javascript:alert('redirect')"

[[site.menu]]
name = "Menu"
url = "javascript:alert('menu')"
"""
SCRIPT = re.compile(r"<[^<>]*=\\?[\"']?javascript|\"url\": ?\"javascript")
SHOWN = ("link", "coded", "tab", "escaped", "defined", "image", "wiki", "raw", "shortcode",
         "directive", "block", "Menu")  # fmt: skip


@pytest.mark.parametrize("policy", ["allow", "sanitize", "escape"])
def test_no_source_of_an_address_passes_a_script(site: SiteDriver, policy: str) -> None:
    site.write(
        {
            "content/posts/a.md": POST,
            "content/posts/b.mdx": MDX,
            "templates/shortcodes/own.html": '<a href="{{ get("href") }}">own</a>',
            "site.toml": SETTINGS.replace("{policy}", policy),
            "entities.toml": '[[company]]\nname = "Acme"\nurl = "javascript:alert"\n',
        }
    )
    built = site.build().expect_page("/posts/a/", *SHOWN)
    for name, data in built.tree().items():
        text = data.decode("utf-8", "replace")
        assert not SCRIPT.search(unescape(text) if name.endswith(".xml") else text), name
    found = built.result.report.diagnostics
    assert {d.path for d in found if d.code is Code.UNSAFE_ADDRESS} == {
        "content/posts/a.md",
        "content/posts/b.mdx",
        "entities.toml",
        "site.toml",
    }
