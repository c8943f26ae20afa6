const { day, escape, frame } = require("./frame.js");

const HEADING = /<h([23]) id="([^"]*)"[^>]*>(.*?)<\/h\1>/gs;

function tableOfContents(html) {
  const entries = [...html.matchAll(HEADING)].map(
    ([, level, id, text]) => `<li class="l${level}"><a href="#${id}">${text.replace(/<[^>]*>/g, "")}</a></li>`,
  );
  return `<nav class="toc"><ul>${entries.join("\n")}</ul></nav>`;
}

module.exports = class {
  render(data) {
    const terms = ["companies", "models", "topics", "people"].map(
      (name) =>
        `<p>${name}: ${(data[name] || []).map((t) => `<a href="/${name}/${t}/">${escape(t)}</a>`).join(" ")}</p>`,
    );
    const near = (post, rel) => (post ? `<a rel="${rel}" href="${post.url}">${escape(post.data.title)}</a>` : "");
    const minutes = Math.ceil(data.content.length / 1300);
    return frame({
      title: data.title,
      description: data.description,
      url: data.page.url,
      body: `<article>
<h1>${escape(data.title)}</h1>
<p><time datetime="${day(data.page.date)}">${day(data.page.date)}</time> · ${minutes} min</p>
${tableOfContents(data.content)}
${data.content}
${terms.join("\n")}
<nav>${near(data.newer, "next")} ${near(data.older, "prev")}</nav>
</article>`,
    });
  }
};
