const { escape, frame } = require("./_includes/frame.js");

module.exports = class {
  data() {
    return {
      pagination: { data: "collections.indexes", size: 1, alias: "index" },
      permalink: (data) => `/${data.index.name}/`,
    };
  }

  render({ index }) {
    const terms = [...index.terms].sort((a, b) => (a.term < b.term ? -1 : 1));
    return frame({
      title: index.name,
      url: `/${index.name}/`,
      body: `<h1>${index.name}</h1><ul>${terms
        .map(({ term, count }) => `<li><a href="/${index.name}/${term}/">${escape(term)}</a> ${count}</li>`)
        .join("\n")}</ul>`,
    });
  }
};
