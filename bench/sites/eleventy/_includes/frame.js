// The frame of every page.
const escape = (text) =>
  String(text).replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);

const day = (date) => date.toISOString().slice(0, 10);

const frame = ({ title, description, url, body }) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} · Bench</title>
<meta name="description" content="${escape(description || "Bench")}">
<link rel="canonical" href="https://bench.example.org${url}">
<link rel="stylesheet" href="/style.css">
<link rel="alternate" type="application/rss+xml" href="/index.xml" title="Bench">
</head>
<body>
<header><a href="/">Bench</a><nav>${["companies", "models", "topics", "people"]
  .map((name) => `<a href="/${name}/">${name}</a>`)
  .join(" ")}</nav></header>
<main>${body}</main>
<footer>Bench</footer>
</body>
</html>
`;

module.exports = { day, escape, frame };
