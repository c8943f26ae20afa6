module.exports = {
  layout: "post.11ty.js",
  permalink: (data) => `/posts/${data.page.fileSlug}/`,
};
