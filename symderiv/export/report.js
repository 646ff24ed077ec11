
"use strict";
(() => {
  const all = (query, from = document) => [...from.querySelectorAll(query)];
  const form = document.getElementById("filter"), [verdict, page, text, count, open] =
    ["verdict", "page", "text", "count", "open"].map((id) => document.getElementById(id));
  const entries = all("article[data-page]"), claims = all(".claim"), pages = all(".page");
  const plain = (s) => s.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/\s+/g, " ").toLowerCase();
  const words = new Map(entries.map((e) => [e, plain(e.dataset.page + ":" + e.textContent)]));
  const agrees = (chosen, value) => chosen === "" || chosen === value;
  const filter = () => {
    const wanted = plain(text.value).trim();
    for (const e of entries) {
      const kept = [agrees(verdict.value, e.dataset.verdict), agrees(page.value, e.dataset.page), words.get(e).includes(wanted)];
      e.hidden = kept.includes(false);
    }
    const filtered = [verdict.value, page.value, wanted].some(Boolean);
    for (const p of pages) {
      const inside = all(".claim", p);
      p.hidden = filtered ? inside.every((e) => e.hidden) : false;
      for (const rest of all("figure, .experiment", p)) rest.hidden = [verdict.value, wanted].some(Boolean);
    }
    count.textContent = claims.filter((e) => e.hidden === false).length + " of " + claims.length + " claims shown";
  };
  const reach = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target === null) return;
    if (target.closest("[hidden]")) { form.reset(); filter(); }
    target.scrollIntoView();
  };
  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  open.addEventListener("click", () => {
    const opening = open.textContent === "Open all";
    for (const d of all("details")) d.open = opening;
    open.textContent = opening ? "Close all" : "Open all";
  });
  addEventListener("hashchange", reach);
  let closed = [];
  addEventListener("beforeprint", () => { closed = all("details:not([open])"); for (const d of closed) d.open = true; });
  addEventListener("afterprint", () => { for (const d of closed) d.open = false; });
  filter();
})();
