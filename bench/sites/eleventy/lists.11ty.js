const { day, escape, frame } = require("./_includes/frame.js");

const address = ({ base, number }, step) =>
  number + step === 1 ? base : `${base}page/${number + step}/`;

module.exports = class {
  data() {
    return {
      pagination: { data: "collections.lists", size: 1, alias: "list" },
      permalink: (data) => data.list.url,
    };
  }

  render({ list }) {
    const cards = list.posts.map(
      (post) => `<article><h2><a href="${post.url}">${escape(post.data.title)}</a></h2>
<time datetime="${day(post.date)}">${day(post.date)}</time>
<p>${escape(post.data.description)}</p></article>`,
    );
    const newer = list.number > 1 ? `<a rel="prev" href="${address(list, -1)}">Newer</a>` : "";
    const older = list.number < list.total ? `<a rel="next" href="${address(list, 1)}">Older</a>` : "";
    const pager = list.total > 1 ? `<nav>${newer} ${list.number} / ${list.total} ${older}</nav>` : "";
    return frame({
      title: list.title,
      url: list.url,
      body: `<h1>${escape(list.title)}</h1>\n${cards.join("\n")}\n${pager}`,
    });
  }
};
