"use strict";
// The page's behaviour. Everything from the data becomes text, never markup.
(() => {
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("data").textContent);
  const PAGE = 50;
  const VOICE = { o: "own", q: "quoted", r: "reported", "-": "" };
  const STANCE = { a: "asserted", n: "negated", d: "distanced", h: "hypothetical", "-": "" };
  const POSITION = { t: "title", l: "lead", b: "body" };
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

  // ---- the data, read once

  const sums = (steps) => { let last = 0; return steps.map((step) => (last += step)); };
  const parts = (joined) => (joined ? joined.split(";") : []);

  const tables = data.tables.map((table) => {
    const count = table.cells.length ? table.cells[0].length : 0;
    const rows = [];
    for (let i = 0; i < count; i += 1) {
      const row = {};
      table.keys.forEach((key, k) => {
        const value = table.cells[k][i];
        row[key] = value !== null && table.kinds[k] === "s" ? data.texts[value] : value;
      });
      rows.push(row);
    }
    return { ...table, rows, order: null };
  });
  const documents = tables.find((table) => table.name === "documents").rows;
  for (const row of documents) {
    row.events = row.events || "";
    row.fields = {
      event: row.events, group: row.source, date: row.date || "", language: row.language || "",
      document: row.document,
    };
    row.article = row;
  }
  const sentenceArticle = sums(data.sentences.article);

  function items(list, more) {
    const sentence = sums(list.sentence || []);
    return sentence.map((place, i) => {
      const article = documents[sentenceArticle[place]];
      const item = {
        text: data.sentences.text[place], start: list.start[i], length: list.length[i],
        offset: list.offset[i], article,
      };
      item.fields = {
        event: data.texts[list.event[i]], group: article.source, date: article.date || "",
        language: article.language || "", document: article.document, ...more(list, i),
      };
      return item;
    });
  }
  const mentions = items(data.mentions, (list, i) => ({
    frame: data.texts[list.frame[i]], entry: data.texts[list.entry[i]],
    agent: data.texts[list.agent[i]], patient: data.texts[list.patient[i]],
    speaker: data.texts[list.speaker[i]], voice: VOICE[list.voice[i]],
    stance: STANCE[list.stance[i]], position: POSITION[list.position[i]],
  }));
  const hits = items(data.hits, (list, i) => ({
    naming: data.texts[list.naming[i]], variant: data.texts[list.variant[i]],
  }));
  const sampled = mentions.length < data.mentions.known || hits.length < data.hits.known
    || documents.length < tables.find((table) => table.name === "documents").known;

  const label = (id) => (Object.hasOwn(data.labels.ids, id) ? data.labels.ids[id] : id);
  const actor = (id) => (Object.hasOwn(data.labels.actors, id) ? data.labels.actors[id] : id);
  const naming = (id) => (Object.hasOwn(data.labels.namings, id) ? data.labels.namings[id] : id);
  const actors = (joined) => (joined ? parts(joined).map(actor).join(", ") : "unsaid");
  const labels = (joined) => (joined === "all" ? "all events" : parts(joined).map(label).join(", "));

  // ---- what a number counts

  // One condition of a rule, for a row; the tests follow the same rules.
  const conditions = {
    row: (field, columns, row) => (f) => columns.some((column) => {
      const value = row[column] === null || row[column] === undefined ? "" : row[column];
      if (field === "event") return value === "all" || parts(f.event).includes(value);
      return (f[field] || "") === value;
    }),
    has: (field, columns, row) => (f) => columns.some((column) =>
      (row[column] ? parts(f[field]).includes(row[column]) : !f[field])),
    hasin: (by, columns, row) => conditions.has(row[by], columns, row),
    is: (field, values) => (f) => values.includes(f[field] || ""),
    within: (from, [to], row) => (f) => f.date !== "" && f.date >= row[from] && f.date <= row[to],
    top: () => (f) => data.tops.includes(f.frame),
  };

  function select(rule, row, table) {
    const tests = rule.where.map(([kind, field, more]) => conditions[kind](field, more, row));
    const fits = (item) => tests.every((test) => test(item.fields));
    const from = rule.list === "hits" ? hits : rule.list === "documents" ? documents : mentions;
    // Only the table of events counts repetitions; mentions are of documents that count.
    const counted = (item) => rule.list !== "documents" || table === "events" || item.counts === 1;
    let found = from.filter((item) => fits(item) && counted(item));
    if (rule.list === "holders") found = [...new Set(found.map((item) => item.article))];
    const total = rule.total.length === 0 ? null : rule.total.reduce((sum, key) => sum + (row[key] || 0), 0);
    return { found, total, documents: rule.list === "documents" || rule.list === "holders" };
  }

  // ---- elements

  function element(name, text, attributes) {
    const made = document.createElement(name);
    if (text !== undefined && text !== null) made.textContent = text;
    for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
    return made;
  }
  const count = (n, noun) => `${n.toLocaleString("en")} ${noun}${n === 1 ? "" : "s"}`;

  // ---- numbers

  function figure(x) {
    const size = Math.abs(x);
    const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.095 || size === 0 ? 2 : 4;
    return x.toFixed(size === 0 ? 0 : digits).replace("-", "−");
  }
  const percent = (x) => `${(100 * x).toFixed(0)} %`;

  function shown(row, column, table) {
    const value = row[table.keys[column.keys[0]]];
    const empty = value === null || value === undefined || value === "";
    switch (column.kind) {
      case "label": return empty ? "" : labels(value);
      case "actors": return empty && column.label === "Speaker" ? "" : actors(value);
      case "naming": return naming(value);
      case "count": return empty ? "" : value.toLocaleString("en");
      case "number": return empty ? "" : figure(value);
      case "share": return empty ? "" : percent(value);
      case "chance": return empty ? "" : value < 0.001 ? "<0.001" : value.toFixed(3);
      case "interval": case "shares": {
        const other = row[table.keys[column.keys[1]]];
        const write = column.kind === "shares" ? percent : figure;
        if (other === null) return "";
        return empty ? `≤ ${write(other)}` : `${write(value)} to ${write(other)}`;
      }
      default: return empty ? "" : String(value);
    }
  }
  const isNumber = (kind) => !["text", "label", "actors", "naming", "link"].includes(kind);

  // ---- the table

  const choice = { event: "", source: "", frame: "", text: "" };
  let current = tables[0];
  let limit = PAGE;

  const words = (row, table) => table.columns
    .map((column) => (isNumber(column.kind) ? "" : `${shown(row, column, table)} ${row[table.keys[column.keys[0]]] || ""}`))
    .join(" ").toLowerCase();

  // A row with no column for a choice is not told apart by it.
  function chosen(row, table) {
    const has = (key) => table.keys.includes(key);
    if (choice.event && has("event") && row.event !== choice.event) return false;
    if (choice.event && has("events") && !parts(row.events).includes(choice.event)) return false;
    if (choice.source && (has("source") || has("target"))
      && ![row.source, row.target, row.reference].includes(choice.source)
      && !(table.name === "events")) return false;
    if (choice.frame && has("frame") && row.frame !== choice.frame) return false;
    return choice.text.toLowerCase().split(/\s+/).every((word) => !word || words(row, table).includes(word));
  }

  function sorted(rows, table) {
    if (!table.order) return rows;
    const { column, down } = table.order;
    const key = table.keys[column.keys[0]];
    const missing = (value) => value === null || value === undefined || value === "";
    const value = isNumber(column.kind)
      ? (row) => row[key] ?? (column.keys[1] === undefined ? null : row[table.keys[column.keys[1]]])
      : (row) => shown(row, column, table);
    const sign = down ? -1 : 1;
    return rows.map((row, i) => [value(row), i, row]).sort(([a, i], [b, j]) => {
      if (missing(a) || missing(b)) return missing(a) - missing(b) || i - j;
      return sign * (isNumber(column.kind) ? a - b : collator.compare(a, b)) || i - j;
    }).map(([, , row]) => row);
  }

  function head(table) {
    const row = element("tr");
    table.columns.forEach((column) => {
      const cell = element("th", null, { scope: "col" });
      const ours = table.order && table.order.column === column;
      if (ours) cell.setAttribute("aria-sort", table.order.down ? "descending" : "ascending");
      const button = element("button", column.label, { type: "button" });
      button.addEventListener("click", () => {
        const first = isNumber(column.kind) && column.kind !== "chance";
        const again = table.order && table.order.column === column;
        table.order = { column, down: again ? !table.order.down : first };
        draw();
        const place = table.columns.indexOf(column);
        $("table-region").querySelectorAll("th button")[place].focus();
        say(`Sorted by ${column.label}, ${table.order.down ? "largest" : "smallest"} first. ${$("table-status").textContent}`);
      });
      cell.append(button);
      if (isNumber(column.kind)) cell.classList.add("number");
      row.append(cell);
    });
    return row;
  }

  const rowWords = (row, table) => {
    const words = [];
    for (const column of table.columns) {
      if (!["label", "actors", "naming", "text"].includes(column.kind)) continue;
      const key = table.keys[column.keys[0]];
      if (["note", "method", "terms", "warnings", "document", "duplicate_of", "kind", "match", "events", "language", "top_source"].includes(key)) continue;
      const text = shown(row, column, table);
      if (text) words.push(text === "unsaid" ? `${column.label.toLowerCase()} unsaid` : text);
    }
    return words.join(" · ");
  };

  function body(rows, table) {
    const made = element("tbody");
    for (const row of rows) {
      const line = element("tr");
      for (const column of table.columns) {
        const text = shown(row, column, table);
        const cell = element("td");
        if (isNumber(column.kind)) cell.classList.add("number");
        const rule = column.rule === null ? null : data.rules[column.rule];
        const value = row[table.keys[column.keys[0]]];
        const opens = rule && text !== "" && value !== null
          && !(table.name === "documents" && row.counted === null)
          && (rule.total.length === 0 || rule.total.some((key) => row[key] > 0));
        if (opens) {
          const button = element("button", text, { type: "button", class: "open" });
          button.setAttribute("aria-label", `${column.label} ${text}: ${rowWords(row, table)}. Open the sentences`);
          button.addEventListener("click", () =>
            open(select(rule, row, table.name), `${column.label}: ${rowWords(row, table)}`));
          cell.append(button);
        } else if (column.kind === "link" && text) {
          const link = address(text);
          if (link) cell.append(link); else cell.textContent = text;
        } else {
          cell.textContent = text;
          if (column.kind === "text" || column.kind === "label") cell.setAttribute("dir", "auto");
          if (text.length > 60) cell.classList.add("long");
          else if (text.length > 9) cell.classList.add("name");
        }
        line.append(cell);
      }
      made.append(line);
    }
    return made;
  }

  function address(url) {
    let parsed;
    try { parsed = new URL(url); } catch { return null; }
    if (parsed.protocol !== "http:" && parsed.protocol !== "https:") return null;
    const link = element("a", parsed.hostname || url, { rel: "noreferrer noopener", target: "_blank" });
    link.href = parsed.href;
    link.title = url;
    return link;
  }

  const say = (text) => { $("table-status").textContent = text; };

  function draw() {
    const rows = sorted(current.rows.filter((row) => chosen(row, current)), current);
    const table = element("table");
    table.append(element("caption", current.label, { id: "table-caption" }));
    const top = element("thead");
    top.append(head(current));
    table.append(top, body(rows.slice(0, limit), current));
    $("table-region").replaceChildren(table);
    $("table-about").textContent = current.about;
    const known = current.known > current.rows.length
      ? ` (this page holds ${current.rows.length.toLocaleString("en")} of ${count(current.known, "row")}; ${current.name}.${data.extension} has all)` : "";
    const listed = Math.min(limit, rows.length);
    say(rows.length === 0
      ? `No row fits this choice${known}.`
      : `${listed.toLocaleString("en")} of ${count(rows.length, "row")} shown${known}.`);
    $("more-rows").hidden = listed >= rows.length;
    for (const tab of $("names-of-tables").children) {
      tab.setAttribute("aria-pressed", String(tab.dataset.table === current.name));
    }
  }

  for (const table of tables) {
    const tab = element("button", table.label, { type: "button", "aria-pressed": "false" });
    tab.dataset.table = table.name;
    tab.addEventListener("click", () => { current = table; limit = PAGE; draw(); });
    $("names-of-tables").append(tab);
  }
  $("more-rows").addEventListener("click", () => {
    const first = limit;
    limit += 200;
    draw();
    const row = $("table-region").querySelectorAll("tbody tr")[first];
    const next = row && row.querySelector("button, a");
    if (next) next.focus(); else $("table-region").focus();
  });

  // ---- the choice

  const names = { event: "All events", source: "All", frame: "All frames" };
  for (const key of ["event", "source", "frame"]) {
    const list = $(`choose-${key}`);
    list.append(element("option", names[key], { value: "" }));
    // Values are places: an id may be anything.
    data.choices[key].forEach((id, place) => list.append(element("option", label(id), { value: String(place) })));
    list.addEventListener("change", () => {
      choice[key] = list.value === "" ? "" : data.choices[key][Number(list.value)];
      limit = PAGE;
      draw();
    });
  }
  $("choose-text").addEventListener("input", () => {
    choice.text = $("choose-text").value;
    limit = PAGE;
    draw();
  });
  $("clear").addEventListener("click", () => {
    for (const key of ["event", "source", "frame", "text"]) { choice[key] = ""; $(`choose-${key}`).value = ""; }
    limit = PAGE;
    draw();
  });
  $("read").addEventListener("click", () => {
    const picked = { event: choice.event || "all" };
    if (choice.source) picked.source = choice.source;
    if (choice.frame) picked.frame = choice.frame;
    openPicked(picked);
  });

  // ---- sentences

  const OF_ARTICLE = { list: "mentions", where: [["row", "document", ["document"]], ["top", "frame", []]], total: ["counted"] };
  let left = [];

  function sentence(item) {
    const line = element("li");
    const quote = element("p", null, { class: "quote", dir: "auto" });
    if (/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/.test(item.fields.language)) quote.setAttribute("lang", item.fields.language);
    const end = item.start + item.length;
    quote.append(item.text.slice(0, item.start), element("mark", item.text.slice(item.start, end)), item.text.slice(end));
    line.append(quote);
    const told = element("dl", null, { class: "told" });
    const tell = (term, value, kind) => {
      const pair = element("div");
      pair.append(element("dt", term), element("dd", value, kind ? { class: kind } : {}));
      told.append(pair);
    };
    const f = item.fields;
    if (f.frame !== undefined) {
      tell("Frame", label(f.frame));
      tell("Who does it", actors(f.agent), f.agent ? "agent" : "unsaid");
      tell("To whom", actors(f.patient), f.patient ? "patient" : "unsaid");
      tell("Voice", (f.voice || "not told") + (f.speaker ? `: ${actor(f.speaker)}` : ""));
      tell("Stance", f.stance || "not told");
      tell("Entry", f.entry);
    } else {
      tell("Name", f.variant);
      tell("Of", naming(f.naming));
    }
    if (f.event) tell("Event", labels(f.event));
    // Offsets are code points, as in the tables.
    tell("Characters", `${item.offset}–${item.offset + [...item.text.slice(item.start, end)].length}`);
    line.append(told);
    return line;
  }

  function article(row) {
    const top = element("header", null, { class: "article" });
    top.append(element("h3", row.title || "Article without a title", { dir: "auto" }));
    const line = element("p", null, { class: "note" });
    line.append([label(row.source), row.date || "no date", row.document].filter(Boolean).join(" · "));
    const link = row.url ? address(row.url) : null;
    if (link) line.append(" · ", link);
    top.append(line);
    return top;
  }

  function more() {
    const list = $("sentences-list");
    const next = left.splice(0, PAGE);
    let first = null;
    for (const item of next) {
      let section = list.lastElementChild;
      const place = String(documents.indexOf(item.article));
      if (!section || section.dataset.place !== place) {
        section = element("section");
        section.dataset.place = place;
        section.append(article(item.article));
        list.append(section);
      }
      if (item === item.article) {
        const line = element("p", `${count(item.tokens, "word")}, `, { class: "note" });
        const held = count(item.mentions, "mention");
        if (item.counted > 0) {
          const button = element("button", held, { type: "button", class: "open" });
          button.addEventListener("click", () => open(select(OF_ARTICLE, item, "documents"), item.title || item.document));
          line.append(button);
        } else {
          line.append(item.counts === 1 ? held : "not counted: repeats another article");
        }
        section.append(line);
      } else {
        let lines = section.querySelector("ol");
        if (!lines) { lines = element("ol"); section.append(lines); }
        const line = sentence(item);
        lines.append(line);
        first = first || line;
      }
    }
    $("more-sentences").hidden = left.length === 0;
    $("more-sentences").textContent = `Show ${Math.min(PAGE, left.length)} more of ${left.length}`;
    return first;
  }

  function open({ found, total, documents: whole }, words) {
    const noun = whole ? "article" : "mention";
    $("sentences-title").textContent = words;
    const by = (item) => [label(item.article.source), item.article.date || "", item.article.document];
    left = found.map((item) => [by(item), item]).sort(([a, x], [b, y]) => {
      for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
      return (x.offset || 0) - (y.offset || 0);
    }).map(([, item]) => item);
    const all = total === null ? found.length : total;
    let status = count(found.length, noun) + (whole ? "" : ", each in its sentence") + ".";
    if (found.length < all) {
      status = `Showing ${found.length.toLocaleString("en")} of ${count(all, noun)}: the others did not fit into this page; `
        + `${whole ? "documents" : "mentions and naming_hits"}.${data.extension} hold all.`;
    } else if (total === null && sampled) {
      status += " Others may not have fitted into this page.";
    }
    $("sentences-status").textContent = status;
    $("sentences").dataset.shown = String(found.length);
    $("sentences").dataset.total = String(all);
    $("sentences-list").replaceChildren();
    more();
    const dialog = $("sentences");
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    $("sentences-title").focus();
  }

  // What a mark of a chart or a number of the summary says of itself.
  function openPicked(picked, total) {
    const where = [];
    const ask = (kind, field, key) => { if (picked[key] !== undefined) where.push([kind, field, [key]]); };
    ask("row", "event", "event");
    if (picked.source !== undefined) {
      where.push(["row", "group", picked.other === undefined ? ["source"] : ["source", "other"]]);
    }
    ask("row", "frame", "frame");
    ask("has", "agent", "agent");
    ask("has", "patient", "patient");
    ask("row", "naming", "naming");
    ask("row", "variant", "variant");
    if (picked.from !== undefined) where.push(["within", "from", ["to"]]);
    if (picked.voice === "told") where.push(["is", "voice", ["own", "quoted", "reported"]]);
    if (picked.frame === undefined && picked.list !== "documents" && picked.naming === undefined) where.push(["top", "frame", []]);
    const list = picked.list || (picked.naming === undefined ? "mentions" : "hits");
    const row = { ...picked, n: total };
    const found = select({ list, where, total: total === undefined ? [] : ["n"] }, row, "");
    const said = [];
    if (picked.frame !== undefined) said.push(label(picked.frame));
    if (picked.naming !== undefined) said.push(`${naming(picked.naming)}: ${picked.variant}`);
    if (picked.source !== undefined) said.push(label(picked.source) + (picked.other === undefined ? "" : ` and ${label(picked.other)}`));
    if (picked.agent !== undefined) said.push(`who does it: ${actors(picked.agent)}`);
    if (picked.patient !== undefined) said.push(`to whom: ${actors(picked.patient)}`);
    if (picked.from !== undefined) said.push(picked.from === picked.to ? picked.from : `${picked.from} to ${picked.to}`);
    said.push(labels(picked.event || "all"));
    open(found, said.join(" · "));
  }

  document.addEventListener("click", (event) => {
    const mark = event.target.closest("figure rect[data-event], main button[data-total]");
    if (!mark) return;
    const total = mark.dataset.total === undefined ? undefined : Number(mark.dataset.total);
    openPicked({ event: "all", ...mark.dataset }, total);
  });
  $("close").addEventListener("click", () => $("sentences").close());
  $("more-sentences").addEventListener("click", () => {
    const first = more();
    if (first) { first.setAttribute("tabindex", "-1"); first.focus(); }
  });
  // A click beside the panel closes it; focus goes back to where it came from by itself.
  $("sentences").addEventListener("click", (event) => {
    if (event.target === $("sentences")) $("sentences").close();
  });
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("details").forEach((details) => { details.open = true; });
  });

  draw();
})();
