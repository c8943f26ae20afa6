module.exports = class {
  data() {
    return { permalink: "/sitemap.xml" };
  }

  render({ collections }) {
    const urls = [...collections.newest, ...collections.lists].map(
      ({ url }) => `<url><loc>https://bench.example.org${url}</loc></url>`,
    );
    return `<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${urls.join("\n")}
</urlset>
`;
  }
};
