/* Policy Publisher notice loader 1. Apache-2.0 */
(async () => {
 try {
  /* Markup may bear any name: <img name="currentScript"> hides document.currentScript. So whatever is
     asked of the page is asked through its prototypes, and only what a browser made itself is believed. */
  const doc = document, page = Document.prototype, element = Element.prototype;
  const own = (name) => Object.getOwnPropertyDescriptor(page, name).get.call(doc);
  const find = (selector) => page.querySelector.call(doc, selector);
  const running = own("currentScript"), me = running instanceof HTMLScriptElement ? running : null;
  /* A module has no currentScript; then the browser's own note of the running file says where it is from. */
  const file = me && me.src || /https?:\/\/[^\s()]+?(?=:\d+:\d+)/.exec(new Error().stack)[0];
  const from = new URL(me && me.dataset.source || "notice.json", file), site = new URL("..", from).href;
  const target = me && me.dataset.target;
  const got = await fetch(from, {credentials: "omit", redirect: "error",
   referrerPolicy: "no-referrer", signal: AbortSignal.timeout(5000)});
  if (!got.ok) throw got.status;
  const body = got.body.getReader(), utf8 = new TextDecoder();
  let text = "", size = 0, part;
  while (!(part = await body.read()).done) {
   size += part.value.length;
   if (size > 8192) throw body.cancel() && "too large";
   text += utf8.decode(part.value, {stream: true});
  }
  const told = JSON.parse(text);
  if (told.schema !== 1) throw "other schema";
  const near = me && me.closest("[lang]") || own("documentElement");
  const tags = [], parts = (element.getAttribute.call(near, "lang") || "").toLowerCase().split(/[-_]/);
  for (; parts.length; parts.pop()) tags.push(parts.join("-"));
  const make = (name, words) => {
   const made = page.createElement.call(doc, name);
   const tag = [...tags, told.language].find((one) => Object.hasOwn(words, one));
   const said = tag === undefined ? "" : words[tag];
   if (typeof said !== "string") throw "no words";
   made.lang = tag || "";
   made.textContent = said.trim();
   return made;
  };
  const box = make("section", told.label), lines = [];
  box.setAttribute("aria-label", box.textContent);
  box.className = "policy-notices";
  box.textContent = "";
  for (const one of told.notices) {
   const line = page.createElement.call(doc, "p"), link = make("a", one.text);
   if (!link.textContent) continue;
   link.href = new URL(one.url, from);
   if (!link.href.startsWith(site)) throw "foreign link";
   line.append(link);
   box.append(line);
   lines.push([line, Math.min(Date.parse(told.valid_until), Date.parse(one.until))]);
  }
  const tidy = () => {
   for (const [line, end] of lines) if (!(Date.now() < end)) line.remove();
   if (!box.firstChild) box.remove();
  };
  tidy();
  if (!box.firstChild) return;
  /* Readable on any ground; whatever rule the page has for these links counts more. */
  try {
   const sheet = new CSSStyleSheet();
   sheet.replaceSync(":where(.policy-notices a:any-link){color:inherit}");
   own("adoptedStyleSheets").push(sheet);
  } catch { /* an older browser: links have its own colour */ }
  const place = () => {
   const beside = !target && me && me.isConnected && !me.closest("head");
   const at = target ? find(target) : beside ? me : own("body");
   if (at) element[beside ? "after" : "prepend"].call(at, box);
   return at;
  };
  if (!place()) await new Promise((done, fail) => {
   const watch = new MutationObserver(() => place() && end(done)), end = (how) => {
    watch.disconnect();
    how("no place");
   };
   watch.observe(doc, {childList: true, subtree: true});
   setTimeout(() => end(fail), 60000);
  });
  setInterval(tidy, 9999);
 } catch (error) {
  console.warn("policy notice:", error);
 }
})();
