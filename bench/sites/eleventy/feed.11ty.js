const { escape } = require("./_includes/frame.js");

module.exports = class {
  data() {
    return { permalink: "/index.xml" };
  }

  render({ collections }) {
    const items = collections.newest.slice(0, 20).map(
      (post) => `<item><title>${escape(post.data.title)}</title><link>https://bench.example.org${post.url}</link>
<guid>https://bench.example.org${post.url}</guid><pubDate>${post.date.toUTCString()}</pubDate>
<description>${escape(post.data.description)}</description>
<content:encoded>${escape(post.templateContent)}</content:encoded></item>`,
    );
    return `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Bench</title><link>https://bench.example.org/</link><description>Bench</description>
${items.join("\n")}
</channel></rss>
`;
  }
};
