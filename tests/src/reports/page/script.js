"use strict";
// Shows the results that are embedded in the page. All texts become text nodes, so that no result is read as markup.
(() => {
  const results = JSON.parse(document.getElementById("results").textContent);
  const byId = new Map(results.scenarios.map((scenario) => [scenario.id, scenario]));
  const ORDER = ["fail", "error", "unexpected-pass", "inconclusive", "known-failure", "pass", "informational",
    "not-supported", "not-run", "waived", "unproved"];
  const words = (verdict) => verdict.replace("-", " ");
  const at = (id) => document.getElementById(id);
  // The marks of a row beside its verdict, with their meaning.
  const MARKS = {
    configured: "Judged under rules that the target was configured to have",
    live: "An organization without a control door can prove it",
  };
  const chosen = { tab: "matrix", verdicts: new Set(), marks: new Set(), level: "", evidence: "", text: "" };

  function make(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key === "on") for (const [event, act] of Object.entries(value)) element.addEventListener(event, act);
      else element.setAttribute(key, value);
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  }

  const count = (list, of) => list.reduce((counts, one) => counts.set(of(one), (counts.get(of(one)) || 0) + 1), new Map());
  const requirements = results.chapters.flatMap((chapter) => chapter.requirements);
  const binding = requirements.filter((one) => one.evidence === "documented" || one.evidence === "example");
  const verdictOf = (one) => one.verdict;
  const rules = (scenario) => Object.entries(scenario.configured || {}).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  const configured = results.scenarios.filter((one) => rules(one).length);
  const underRules = new Set(configured.flatMap((one) => [one.id, ...one.requirements]));
  const isMarked = (one, mark) => mark === "live" ? Boolean(one.live) : underRules.has(one.id);

  // ---- the head ---------------------------------------------------------------------------------------------
  function bar(label, list) {
    const counts = count(list, verdictOf);
    const parts = ORDER.filter((verdict) => counts.has(verdict));
    return make("div", { class: "bar-row" },
      make("span", {}, label),
      make("div", { class: "bar", role: "img", "aria-label": parts.map((part) => `${counts.get(part)} ${words(part)}`).join(", ") },
        ...parts.map((part) => {
          const piece = make("i", { class: part, title: `${counts.get(part)} ${words(part)}` });
          piece.style.flexGrow = counts.get(part);
          return piece;
        })),
      make("div", { class: "key" }, ...parts.map((part) =>
        make("span", { class: part }, make("b", {}, `${counts.get(part)} ${words(part)}`)))));
  }

  function head() {
    const { target } = results;
    // A requirement counts as proved only if all of its scenarios were selected and passed.
    const good = binding.filter((one) => one.verdict === "pass" && one.scenarios.length === one.proofs).length;
    at("head").append(
      make("h1", {}, "Conformance of background operations"),
      make("p", { class: "facts" }, make("b", {}, `${target.kind} ${target.name}`), ` at ${target.url}, version ${target.version}`,
        target.emulator ? ` (emulator ${target.emulator})` : "",
        ` · ${results.date.replace("T", " ").replace("Z", " UTC")} · ${(results.elapsed / 1000).toFixed(1)} s · suite ${results.suite}, register `,
        make("code", {}, results.register.slice(0, 8))),
      make("div", { class: "sum" },
        make("div", { class: "big" }, `${good} of ${binding.length}`, make("small", {}, "documented requirements proved by this run")),
        make("div", { class: "bars" }, bar("requirements", requirements), bar("scenarios", results.scenarios),
          configured.length ? make("p", { class: "tag" },
            `Judged under rules that the target was configured to have: ${configured.length} of ${results.scenarios.length} scenarios`) : null)),
      ...results.problems.map((problem) => make("pre", { class: "reason" }, problem)));
  }

  // ---- exchanges, steps, scenarios ----------------------------------------------------------------------------
  function body(text) {
    try { return JSON.stringify(exact(text), null, 2); } catch { return text; }
  }

  // A body with numbers that JavaScript would round is shown as it was sent.
  function exact(text) {
    if (/\d{16,}/.test(text.replace(/"(?:[^"\\]|\\.)*"/g, ""))) throw new Error("long number");
    return JSON.parse(text);
  }

  function message(start, headers, text) {
    const block = make("pre", {}, make("span", { class: "start" }, start), "\n");
    for (const [name, value] of headers) block.append(make("span", { class: "name" }, `${name}: `), `${value}\n`);
    if (text) block.append("\n" + body(text));
    return block;
  }

  function exchange(one, place) {
    const who = one.direction === "to-target" ? "the suite asked the target" : "the target called back";
    return make("div", { class: "exchange" },
      make("header", {}, `${place + 1} · ${who}`),
      message(`${one.method} ${one.url}`, one.requestHeaders, one.requestBody),
      message(String(one.status), one.responseHeaders, one.responseBody));
  }

  function reason(text) {
    const block = make("pre", { class: "reason" });
    for (const line of text.split("\n")) {
      const mark = /^\s{0,4}([-+]) /.exec(line);
      block.append(make("span", mark ? { class: mark[1] === "+" ? "plus" : "minus" } : {}, line), "\n");
    }
    return block;
  }

  const SIGNS = { held: "✓", broke: "✗", "not-reached": "·" };

  function badge(one, mark, title) {
    return isMarked(one, mark) ? make("span", { class: "badge", title }, mark) : null;
  }

  function insides(scenario) {
    const facts = [["file", `${scenario.file}:${scenario.line}`], ["id", scenario.id], ["took", `${scenario.elapsed} ms`],
      ...rules(scenario).map((rule) => ["configured", rule])];
    if (scenario.known) facts.push(["known failure", `${scenario.known.reason} (${scenario.known.see}, until ${scenario.known.expires})`]);
    return make("div", { class: "inner" },
      make("dl", {}, ...facts.flatMap(([name, value]) => [make("dt", {}, name), make("dd", { class: "mono" }, value)])),
      scenario.reason ? reason(scenario.reason) : null,
      make("ol", { class: "steps" }, ...scenario.steps.map((step) =>
        make("li", { class: step.outcome }, make("b", { title: words(step.outcome) }, SIGNS[step.outcome]),
          make("span", { class: "line mono" }, String(step.line)), make("span", {}, marked(step.text))))),
      ...scenario.exchanges.map(exchange));
  }

  // The content of a folded element is built when it is opened, because a run has thousands of exchanges.
  function folded(kind, summary, build, isOpen) {
    const element = make("details", { class: kind }, summary);
    const fill = () => { if (element.open && element.children.length === 1) element.append(build()); };
    element.addEventListener("toggle", fill);
    if (isOpen) { element.open = true; fill(); }
    return element;
  }

  function scenarioRow(scenario, isOpen) {
    return folded("sce", make("summary", {},
      make("span", {}, marked(scenario.name), badge(scenario, "configured", rules(scenario).join(", "))),
      make("span", { class: "tag mono" }, marked(scenario.requirements.join(" "))),
      make("span", { class: `verdict ${scenario.verdict}` }, words(scenario.verdict))), () => insides(scenario), isOpen);
  }

  function requirementRow(one) {
    return folded("req", make("summary", { id: one.id },
      make("span", { class: "id mono" }, marked(one.id)),
      make("span", {}, marked(one.statement), badge(one, "live", MARKS.live), badge(one, "configured", MARKS.configured)),
      make("span", { class: "tag" }, one.level),
      make("span", { class: "tag" }, one.evidence),
      make("span", { class: `verdict ${one.verdict}` }, words(one.verdict))), () => make("div", { class: "inner" },
      make("dl", {}, make("dt", {}, "source"), make("dd", {}, one.source),
        ...(one.scenarios.length < one.proofs
          ? [make("dt", {}, "selected"), make("dd", {}, `${one.scenarios.length} of ${one.proofs} scenarios`)] : []),
        ...(one.waiver ? [make("dt", {}, "waived"), make("dd", {}, one.waiver)] : [])),
      one.scenarios.length
        ? make("div", { class: "card" }, ...one.scenarios.map((id) => scenarioRow(byId.get(id))))
        : make("p", { class: "tag" }, "No scenario of this run proves it.")));
  }

  // ---- filter and search --------------------------------------------------------------------------------------
  function marked(text) {
    const at = chosen.text ? text.toLowerCase().indexOf(chosen.text) : -1;
    if (at < 0) return text;
    const end = at + chosen.text.length;
    return make("span", {}, text.slice(0, at), make("mark", {}, text.slice(at, end)), text.slice(end));
  }

  const haystacks = new Map();
  function haystack(one) {
    if (!haystacks.has(one)) haystacks.set(one, JSON.stringify(one).toLowerCase());
    return haystacks.get(one);
  }

  const has = (one) => !chosen.text || haystack(one).includes(chosen.text);
  const marksOf = (tab) => tab === "matrix" ? ["live", "configured"] : ["configured"];
  const wears = (one) => marksOf(chosen.tab).every((mark) => !chosen.marks.has(mark) || isMarked(one, mark));
  const fits = (one) => (chosen.verdicts.size === 0 || chosen.verdicts.has(one.verdict)) && wears(one) && has(one);
  const binds = (one) => (!chosen.level || one.level === chosen.level) && (!chosen.evidence || one.evidence === chosen.evidence);
  const byRequirement = new Map(requirements.map((one) => [one.id, one]));

  function matrix() {
    let shown = 0;
    const parts = results.chapters.map((chapter) => {
      const rows = chapter.requirements.filter((one) => fits(one) && binds(one));
      shown += rows.length;
      if (!rows.length) return null;
      const passed = chapter.requirements.filter((one) => one.verdict === "pass").length;
      return make("div", {}, make("h2", {}, chapter.title, make("small", {}, `${passed} of ${chapter.requirements.length} pass`)),
        make("div", { class: "card" }, ...rows.map(requirementRow)));
    });
    return [shown, requirements.length, parts];
  }

  function scenarios() {
    const free = !chosen.level && !chosen.evidence;
    const proves = (one) => free || one.requirements.some((id) => byRequirement.has(id) && binds(byRequirement.get(id)));
    const rows = results.scenarios.filter((one) => fits(one) && proves(one));
    const files = [...new Set(rows.map((one) => one.file))];
    const few = rows.length <= 3;
    const parts = files.map((file) => {
      const own = rows.filter((one) => one.file === file);
      return make("div", {}, make("h2", {}, own[0].feature, make("small", { class: "mono" }, file)),
        make("div", { class: "card" }, ...own.map((one) => scenarioRow(one, few || one.verdict === "fail" || one.verdict === "error"))));
    });
    return [rows.length, results.scenarios.length, parts];
  }

  function chip(value, among, number, attributes) {
    return make("button", {
      ...attributes, "aria-pressed": among.has(value),
      on: { click: () => { if (!among.delete(value)) among.add(value); draw(); } },
    }, `${words(value)} ${number}`);
  }

  function chips() {
    const list = chosen.tab === "matrix" ? requirements : results.scenarios;
    const counts = count(list, verdictOf);
    const wearing = (mark) => list.filter((one) => isMarked(one, mark)).length;
    at("chips").replaceChildren(
      ...ORDER.filter((verdict) => counts.has(verdict)).map((verdict) =>
        chip(verdict, chosen.verdicts, counts.get(verdict), { class: verdict })),
      ...marksOf(chosen.tab).filter(wearing).map((mark) =>
        chip(mark, chosen.marks, wearing(mark), { class: "mark", title: MARKS[mark] })));
  }

  function draw() {
    chips();
    const [shown, all, parts] = chosen.tab === "matrix" ? matrix() : scenarios();
    for (const tab of ["matrix", "scenarios"]) {
      at(tab).hidden = tab !== chosen.tab;
      at(`tab-${tab}`).setAttribute("aria-selected", tab === chosen.tab);
    }
    const kept = parts.filter((part) => part !== null);
    at(chosen.tab).replaceChildren(...(kept.length ? kept : [make("p", { class: "none" }, "Nothing matches.")]));
    at("found").textContent = `${shown} of ${all}`;
    const state = new URLSearchParams();
    if (chosen.tab !== "matrix") state.set("tab", chosen.tab);
    if (chosen.verdicts.size) state.set("verdict", [...chosen.verdicts].join(","));
    if (chosen.marks.size) state.set("mark", [...chosen.marks].join(","));
    for (const key of ["level", "evidence", "text"]) if (chosen[key]) state.set(key, chosen[key]);
    history.replaceState(null, "", `#${state}`);
  }

  function restore() {
    const state = new URLSearchParams(location.hash.slice(1));
    chosen.tab = state.get("tab") === "scenarios" ? "scenarios" : "matrix";
    chosen.verdicts = new Set((state.get("verdict") || "").split(",").filter((verdict) => ORDER.includes(verdict)));
    chosen.marks = new Set((state.get("mark") || "").split(",").filter((mark) => mark in MARKS));
    for (const key of ["level", "evidence", "text"]) chosen[key] = state.get(key) || "";
    for (const key of ["level", "evidence"]) at(key).value = chosen[key];
    at("search").value = chosen.text;
  }

  for (const key of ["level", "evidence"]) {
    const values = [...new Set(requirements.map((one) => one[key]))];
    at(key).append(...values.map((value) => make("option", { value }, value)));
    at(key).addEventListener("change", () => { chosen[key] = at(key).value; draw(); });
  }
  for (const tab of ["matrix", "scenarios"]) at(`tab-${tab}`).addEventListener("click", () => { chosen.tab = tab; draw(); });
  at("search").addEventListener("input", () => { chosen.text = at("search").value.toLowerCase(); draw(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== at("search")) { event.preventDefault(); at("search").focus(); }
  });
  head();
  restore();
  draw();
})();
