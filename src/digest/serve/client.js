// The preview's side in the browser: reloads the page when it looks different, swaps style sheets,
// keeps the place, and shows what is wrong. Only the preview's server sends it.
(() => {
  "use strict";
  const { events, page, seen } = document.currentScript.dataset;
  const KEY = "digest-preview-place";
  const DISMISSED = "digest-preview-dismissed";
  let stream = null;

  // Keeping the place: the element with an id next to the window's top, and its distance

  const nearest = () => {
    let found = null;
    let distance = Infinity;
    for (const element of document.querySelectorAll("body [id]")) {
      const top = element.getBoundingClientRect().top;
      if (Math.abs(top) < distance && element.getClientRects().length) {
        distance = Math.abs(top);
        found = { id: element.id, top };
      }
    }
    return found;
  };

  const leave = () => {
    const anchor = window.scrollY > 0 ? nearest() : null;
    sessionStorage.setItem(KEY, JSON.stringify({ page, x: window.scrollX, y: window.scrollY, anchor }));
    history.scrollRestoration = "manual";
    location.reload();
  };

  const arrive = () => {
    const kept = JSON.parse(sessionStorage.getItem(KEY) || "null");
    sessionStorage.removeItem(KEY);
    // Not before the browser has had its turn: it would put its own idea of the place over ours.
    const release = () => setTimeout(() => (history.scrollRestoration = "auto"), 100);
    if (document.readyState === "complete") release();
    else addEventListener("load", release, { once: true });
    if (!kept || kept.page !== page) return;
    let moved = false;
    for (const kind of ["wheel", "touchstart", "pointerdown", "keydown"]) {
      addEventListener(kind, () => (moved = true), { once: true, passive: true });
    }
    const settle = () => {
      if (moved) return; // whoever has begun to scroll already is left alone
      const element = kept.anchor && document.getElementById(kept.anchor.id);
      const top = element
        ? window.scrollY + element.getBoundingClientRect().top - kept.anchor.top
        : kept.y;
      window.scrollTo({ left: kept.x, top, behavior: "instant" });
    };
    settle();
    // Style sheets and pictures that come later move the text once more.
    if (document.readyState !== "complete") addEventListener("load", settle, { once: true });
  };

  // Style sheets: the new one takes the old one's place when it is there

  const restyle = (paths) => {
    for (const link of document.querySelectorAll('link[rel~="stylesheet"]')) {
      const address = new URL(link.href);
      if (address.origin !== location.origin || !paths.includes(address.pathname)) continue;
      const fresh = link.cloneNode();
      address.searchParams.set("changed", Date.now());
      fresh.href = address;
      fresh.addEventListener("load", () => link.remove(), { once: true });
      fresh.addEventListener("error", () => fresh.remove(), { once: true });
      link.after(fresh);
    }
  };

  // Problems: errors over the page, warnings folded into its corner

  const STYLE = `
    :host { all: initial }
    aside { position: fixed; z-index: 2147483647; box-sizing: border-box; color: #f6f4f1;
      background: #201c1a; font: 14px/1.5 ui-monospace, Menlo, Consolas, monospace }
    .errors { inset: auto 0 0; max-height: 65vh; overflow: auto; padding: 16px 20px;
      border-top: 4px solid #e5484d; box-shadow: 0 -8px 32px #0006 }
    .warnings { left: 12px; bottom: 12px; max-width: min(46rem, 92vw); max-height: 60vh;
      overflow: auto; padding: 6px 12px; border-radius: 8px; border-left: 4px solid #e2a336 }
    h2, summary { font: 600 14px/1.5 system-ui, sans-serif; margin: 0; cursor: default }
    summary { cursor: pointer } ol { margin: 8px 0 0; padding: 0; list-style: none }
    li { padding: 8px 0; border-top: 1px solid #ffffff1f; overflow-wrap: anywhere }
    .place { color: #ffb4a9 } .warnings .place { color: #f5d08a } .code { opacity: .65 }
    .hint { display: block; color: #b8d8b0; white-space: pre-wrap }
    button { float: right; font: inherit; color: inherit; background: none; border: 1px solid #ffffff55;
      border-radius: 6px; padding: 1px 10px; cursor: pointer }
    button:focus-visible, summary:focus-visible { outline: 2px solid #fff; outline-offset: 2px }`;
  let host = null;
  let dismissed = sessionStorage.getItem(DISMISSED) || "";

  const make = (name, text, kind) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    if (kind) element.className = kind;
    return element;
  };

  const list = (problems) => {
    const entries = make("ol");
    for (const { place, code, message, hint } of problems) {
      const entry = make("li");
      entry.append(make("span", place, "place"), ` ${message} `, make("span", `[${code}]`, "code"));
      if (hint) entry.append(make("span", `hint: ${hint}`, "hint"));
      entries.append(entry);
    }
    return entries;
  };

  const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

  const show = ({ errors, warnings, total }) => {
    const mark = JSON.stringify(errors);
    host?.remove();
    host = null;
    if (!errors.length && !total) return;
    host = make("digest-preview");
    const root = host.attachShadow({ mode: "open" });
    root.append(make("style", STYLE));
    if (errors.length && dismissed !== mark) {
      const panel = make("aside", "", "errors");
      panel.setAttribute("role", "alert");
      const close = make("button", "Close");
      close.addEventListener("click", () => dismiss(mark, { errors, warnings, total }));
      panel.append(close, make("h2", count(errors.length, "error")), list(errors));
      root.append(panel);
    } else if (total) {
      const panel = make("aside", "", "warnings");
      const fold = make("details");
      fold.append(make("summary", count(total, "warning")), list(warnings));
      panel.append(fold);
      root.append(panel);
    }
    document.documentElement.append(host);
  };

  const dismiss = (mark, problems) => {
    dismissed = mark;
    sessionStorage.setItem(DISMISSED, mark);
    show(problems);
  };

  addEventListener("keydown", (event) => {
    if (event.key === "Escape") host?.shadowRoot.querySelector(".errors button")?.click();
  });

  // The stream: closed while nobody looks, so that many tabs do not use up the connections

  const hear = ({ data }) => {
    const message = JSON.parse(data);
    if (message.kind === "reload") leave();
    else if (message.kind === "styles") restyle(message.paths);
    else if (message.kind === "problems") show(message);
    else if (message.kind === "progress") {
      const line = document.getElementById("digest-progress");
      if (line) line.textContent = message.text;
    }
  };

  const hush = () => {
    stream?.close();
    stream = null;
  };

  const listen = () => {
    if (stream || document.hidden) return;
    stream = new EventSource(`${events}?${new URLSearchParams({ page, seen })}`);
    stream.onmessage = hear;
  };

  if (document.readyState === "loading") addEventListener("DOMContentLoaded", arrive);
  else arrive();
  addEventListener("pagehide", hush);
  addEventListener("pageshow", listen);
  document.addEventListener("visibilitychange", () => (document.hidden ? hush() : listen()));
  listen();
})();
