// Draws /api/v1/openapi.json: operations by tag, their parameters, bodies and answers. No library, no
// outside host, and every text goes in as text, never as markup.
const words = {
  zh: {
    title: "宣教台账 接口文档", other: "English", name: "名称", where: "位置", type: "类型", about: "说明", parameters: "参数",
    body: "请求体", answers: "应答", required: "必填", access: "权限", public: "公开", me: "登录用户", none: "无内容", failed: "无法读取文档",
  },
  en: {
    title: "Outreach Ledger API", other: "中文", name: "Name", where: "In", type: "Type", about: "About", parameters: "Parameters",
    body: "Body", answers: "Answers", required: "required", access: "Access", public: "public", me: "signed in", none: "no content", failed: "The document cannot be read",
  },
};

let lang = (localStorage.getItem("docs-lang") ?? (navigator.language.startsWith("zh") ? "zh" : "en")) === "en" ? "en" : "zh";
let spec;
let summaries = {};

function el(tag, props, ...children) {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...children.filter((c) => c !== null && c !== undefined));
  return node;
}

function resolve(schema) {
  const ref = schema?.$ref;
  return ref ? (spec.components?.schemas?.[ref.split("/").pop()] ?? {}) : (schema ?? {});
}

function typeName(schema) {
  const s = resolve(schema);
  const name = schema?.$ref ? schema.$ref.split("/").pop() : [s.type ?? "any"].flat().join(" | ");
  if (s.type === "array" || s.items) return `[${typeName(s.items)}]`;
  if (s.type === "object" && typeof s.additionalProperties === "object") return `{…: ${typeName(s.additionalProperties)}}`;
  return name;
}

function limits(s) {
  const list = [];
  if (s.enum) list.push(s.enum.join(" · "));
  if (s.format) list.push(s.format);
  if (s.pattern) list.push(s.pattern);
  for (const [k, sign] of [["minimum", "≥ "], ["maximum", "≤ "], ["minLength", "len ≥ "], ["maxLength", "len ≤ "], ["maxItems", "items ≤ "]]) {
    if (s[k] !== undefined) list.push(sign + s[k]);
  }
  if (s.description) list.unshift(s.description);
  return list.join("; ");
}

function rows(schema, prefix, depth) {
  const s = resolve(schema);
  if (s.items) return rows(s.items, `${prefix}[]`, depth);
  if (typeof s.additionalProperties === "object" && !s.properties) return depth > 3 ? [] : rows(s.additionalProperties, `${prefix}{}`, depth + 1);
  const out = [];
  for (const [name, property] of Object.entries(s.properties ?? {})) {
    const path = prefix ? `${prefix}.${name}` : name;
    const needed = s.required?.includes(name) ? ` (${words[lang].required})` : "";
    out.push([path + needed, typeName(property), limits(resolve(property))]);
    if (depth < 3) out.push(...rows(property, path, depth + 1));
  }
  return out;
}

function table(heads, lines) {
  return el("table", {},
    el("thead", {}, el("tr", {}, ...heads.map((h) => el("th", { scope: "col", textContent: h })))),
    el("tbody", {}, ...lines.map((line) => el("tr", {}, ...line.map((cell) => el("td", {}, el("code", { textContent: cell })))))));
}

function access(operation) {
  const roles = operation["x-roles"];
  if (operation["x-public"]) return words[lang].public;
  return roles?.length ? roles.join(", ") : words[lang].me;
}

function content(label, media) {
  const list = [];
  for (const [type, body] of Object.entries(media ?? {})) {
    list.push(el("h4", { textContent: `${label} · ${type}${body.schema ? ` · ${typeName(body.schema)}` : ""}` }));
    const lines = body.schema ? rows(body.schema, "", 0) : [];
    if (lines.length) list.push(table([words[lang].name, words[lang].type, words[lang].about], lines));
  }
  return list;
}

function draw(method, path, operation) {
  const w = words[lang];
  const summary = (lang === "zh" && summaries[operation.operationId]) || operation.summary;
  const parts = [];
  if (operation.parameters?.length) {
    parts.push(el("h4", { textContent: w.parameters }), table([w.name, w.where, w.type, w.about], operation.parameters.map((p) => [
      p.name + (p.required ? ` (${w.required})` : ""), p.in, typeName(p.schema), p.description ?? limits(resolve(p.schema)),
    ])));
  }
  parts.push(...content(w.body, operation.requestBody?.content));
  for (const [status, answer] of Object.entries(operation.responses ?? {})) {
    const told = content(`${w.answers} ${status}`, answer.content);
    parts.push(...(told.length ? told : [el("h4", { textContent: `${w.answers} ${status} · ${w.none}` })]));
  }
  return el("details", { id: operation.operationId },
    el("summary", {},
      el("span", { className: `method ${method}`, textContent: method }),
      el("code", { textContent: path }), el("span", { textContent: summary }),
      el("span", { className: "access", textContent: `${w.access}: ${access(operation)}` })),
    el("div", { className: "body" }, ...parts));
}

function render() {
  const w = words[lang];
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  document.title = w.title;
  document.getElementById("title").textContent = w.title;
  document.getElementById("language").textContent = w.other;
  document.getElementById("language").lang = lang === "zh" ? "en" : "zh-CN";
  for (const node of document.querySelectorAll("[data-zh]")) node.textContent = node.dataset[lang];
  const wanted = document.getElementById("filter").value.trim().toLowerCase();
  const byTag = new Map();
  for (const [path, item] of Object.entries(spec.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      const text = `${method} ${path} ${operation.summary} ${summaries[operation.operationId] ?? ""}`.toLowerCase();
      if (!text.includes(wanted)) continue;
      const tag = operation.tags?.[0] ?? "";
      byTag.set(tag, [...(byTag.get(tag) ?? []), draw(method.toUpperCase(), path, operation)]);
    }
  }
  document.getElementById("tags").replaceChildren(...[...byTag.keys()].map((t) => el("a", { href: `#tag-${t}`, textContent: t })));
  document.getElementById("operations").replaceChildren(...[...byTag].flatMap(([t, list]) => [el("h2", { id: `tag-${t}`, textContent: t }), ...list]));
}

async function load(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

try {
  [spec, summaries] = await Promise.all([load("/api/v1/openapi.json"), load("/docs/summaries.zh.json")]);
  document.getElementById("filter").addEventListener("input", render);
  document.getElementById("language").addEventListener("click", () => {
    lang = lang === "zh" ? "en" : "zh";
    localStorage.setItem("docs-lang", lang);
    render();
  });
  render();
} catch (error) {
  document.getElementById("operations").textContent = `${words[lang].failed}: ${error.message}`;
}
