/* Policy Publisher notice loader 1. Apache-2.0 */
(async (me) => {
 try {
  const from = new URL(me.dataset.source || "notice.json", me.src), site = new URL("..", from).href;
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
  const page = (me.closest("[lang]") || me).lang.toLowerCase();
  const make = (name, words) => {
   const made = document.createElement(name);
   made.lang = [page, page.split("-")[0], told.language].find((l) => l in words);
   made.textContent = (words[made.lang] || "").trim();
   return made;
  };
  const box = make("section", told.label), lines = [];
  box.ariaLabel = box.textContent;
  box.className = "policy-notices";
  box.textContent = "";
  for (const one of told.notices) {
   const line = document.createElement("p"), link = make("a", one.text);
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
  const at = me.dataset.target || me.closest("head") && "body";
  if (at) document.querySelector(at).prepend(box); else me.after(box);
  setInterval(tidy, 9999);
 } catch (error) {
  console.warn("policy notice:", error);
 }
})(document.currentScript);
