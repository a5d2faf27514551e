// Says Streamlit's own words in the reader's language; the page brings them along.
(() => {
  "use strict";
  const brought = JSON.parse(document.querySelector("meta[name=thuocdo-words]").content);
  const whole = new Map();
  const filled = [];
  for (const [said, here] of brought) {
    if (said.includes("{")) {
      const pattern = said.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{\w+\}/, "(.+)");
      filled.push([new RegExp("^" + pattern + "$"), here.replace(/\{\w+\}/, "$1")]);
    } else whole.set(said, here);
  }
  if (brought.length === 0) return;
  const named = ["aria-label", "placeholder", "title", "alt"];
  // What people wrote stays as they wrote it.
  const theirs = ".stMarkdown, .stText, .stHtml, .stHeading, script, style";

  const inOurs = (text) => {
    const trimmed = text.trim();
    if (trimmed === "") return null;
    if (whole.has(trimmed)) return text.replace(trimmed, () => whole.get(trimmed));
    for (const [pattern, here] of filled) {
      if (pattern.test(trimmed)) return text.replace(trimmed, trimmed.replace(pattern, here));
    }
    return null;
  };
  const sayText = (node) => {
    const here = inOurs(node.nodeValue);
    if (here !== null && !(node.parentElement && node.parentElement.closest(theirs))) node.nodeValue = here;
  };
  const sayNames = (element) => {
    for (const name of named) {
      const here = element.hasAttribute(name) ? inOurs(element.getAttribute(name)) : null;
      if (here !== null) element.setAttribute(name, here);
    }
  };
  const sayAll = (root) => {
    if (root.nodeType === Node.TEXT_NODE) return sayText(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    sayNames(root);
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      if (walk.currentNode.nodeType === Node.TEXT_NODE) sayText(walk.currentNode);
      else sayNames(walk.currentNode);
    }
  };
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(sayAll);
      else if (change.type === "characterData") sayText(change.target);
      else sayNames(change.target);
    }
  }).observe(document.documentElement, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: named,
  });
})();
