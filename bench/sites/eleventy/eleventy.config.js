// The benchmark's site for Eleventy: the same pages as the others'.
const anchor = require("markdown-it-anchor");
const highlight = require("@11ty/eleventy-plugin-syntaxhighlight");
const markdown = require("markdown-it");

const SIZE = 20;
const TAXONOMIES = ["companies", "models", "topics", "people"];

function pagesOf(posts, base, title) {
  const total = Math.max(1, Math.ceil(posts.length / SIZE));
  return Array.from({ length: total }, (_, index) => ({
    title,
    total,
    number: index + 1,
    base,
    url: index ? `${base}page/${index + 1}/` : base,
    posts: posts.slice(index * SIZE, (index + 1) * SIZE),
  }));
}

function termsOf(posts) {
  const found = {};
  for (const name of TAXONOMIES) {
    found[name] = new Map();
    for (const post of posts)
      for (const term of post.data[name] || []) {
        if (!found[name].has(term)) found[name].set(term, []);
        found[name].get(term).push(post);
      }
  }
  return found;
}

module.exports = (config) => {
  config.addPlugin(highlight);
  config.setLibrary("md", markdown({ html: true, linkify: false }).use(anchor));
  config.addPassthroughCopy("style.css");
  config.addCollection("newest", (api) => {
    const posts = api.getFilteredByGlob("**/posts/*.md").reverse();
    posts.forEach((post, place) => {
      post.data.newer = posts[place - 1];
      post.data.older = posts[place + 1];
    });
    return posts;
  });
  config.addCollection("lists", (api) => {
    const posts = api.getFilteredByGlob("**/posts/*.md").reverse();
    const lists = pagesOf(posts, "/", "Bench");
    for (const [name, terms] of Object.entries(termsOf(posts)))
      for (const [term, tagged] of terms) lists.push(...pagesOf(tagged, `/${name}/${term}/`, term));
    return lists;
  });
  config.addCollection("indexes", (api) =>
    Object.entries(termsOf(api.getFilteredByGlob("**/posts/*.md"))).map(([name, terms]) => ({
      name,
      terms: [...terms].map(([term, posts]) => ({ term, count: posts.length })),
    })),
  );
  return {
    markdownTemplateEngine: false,
    dir: { input: ".", includes: "_includes", output: process.env.BENCH_OUTPUT },
  };
};
