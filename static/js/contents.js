// Marks, in the list of contents, the section that one is reading. Without it the list stands still.

const list = document.querySelector(".contents");
const links = new Map();
for (const link of list.querySelectorAll("a")) {
  const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (heading) links.set(heading, link);
}
const passed = new Set();
let marked = null;

function mark() {
  const reading = [...links.keys()].findLast((heading) => passed.has(heading));
  const link = links.get(reading);
  if (link === marked) return;
  marked?.removeAttribute("aria-current");
  link?.setAttribute("aria-current", "true");
  marked = link;
  if (link && list.scrollHeight > list.clientHeight) {
    list.scrollTop = link.offsetTop - list.clientHeight / 2;
  }
}

// The upper third of the window and all above it: a heading in there has been passed, however fast.
const observer = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) passed.add(target);
    else passed.delete(target);
  }
  mark();
}, { rootMargin: "9999999px 0px -66% 0px" });
for (const heading of links.keys()) observer.observe(heading);
