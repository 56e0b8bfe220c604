// Keys of the review: every key is a button with data-key, so what the keyboard does can be seen and clicked as well.
{
  const card = document.getElementById("card");
  const trail = []; // rows that were shown, for the way back
  let shownRow = "";
  let whyOpen = false;
  let busy = false;

  const field = (element) => element.closest("input:not([type=hidden]):not([type=checkbox]), textarea, select, [contenteditable]");
  const visible = (element) => element.getClientRects().length > 0;
  const focusIn = (box) => {
    const first = box.querySelector("[data-first], input:not([type=hidden]), textarea, select");
    if (!first) return;
    first.focus();
    if (first.setSelectionRange) first.setSelectionRange(first.tagName === "TEXTAREA" ? first.value.length : 0, first.value.length);
  };
  const shut = () => {
    if (card) card.querySelectorAll(".told .error").forEach((words) => words.remove());
    document.querySelectorAll(".panel").forEach((panel) => { panel.hidden = true; });
    document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close());
    document.querySelectorAll("[data-field] form").forEach((form) => { form.reset(); form.hidden = true; });
    document.querySelectorAll("[data-field] .shown").forEach((shown) => { shown.hidden = false; });
    if (document.activeElement) document.activeElement.blur();
  };
  const open = (name) => {
    const box = document.getElementById(name);
    const wasOpen = box.open || (box.tagName !== "DIALOG" && !box.hidden);
    shut();
    if (wasOpen) return;
    if (box.tagName === "DIALOG") box.showModal();
    else box.hidden = false;
    if (name === "split") focusIn(box);
    if (box.tagName !== "DIALOG") box.scrollIntoView({ block: "nearest" });
  };
  const edit = (name) => {
    shut();
    const box = document.querySelector(`[data-field="${name}"]`);
    box.querySelector(".shown").hidden = true;
    box.querySelector("form").hidden = false;
    focusIn(box.querySelector("form"));
  };
  const why = (button) => {
    const panel = document.getElementById("why");
    panel.hidden = !whyOpen;
    if (whyOpen) htmx.ajax("GET", button.dataset.why, { target: panel, swap: "innerHTML" });
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button, a");
    if (!button) return;
    if (button.dataset.panel) open(button.dataset.panel);
    if (button.dataset.edit) edit(button.dataset.edit);
    if ("close" in button.dataset) shut();
    if (button.dataset.why) { whyOpen = !whyOpen; why(button); }
    if ("whyClose" in button.dataset) { whyOpen = false; button.closest("#why").hidden = true; }
    if ("back" in button.dataset) {
      const last = trail.pop();
      shownRow = "";
      if (last) htmx.ajax("GET", `${card.dataset.row}${last}/${location.search}`, { target: card });
      else htmx.trigger(button, "queueback");
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.altKey) return; // an input method is at work
    const at = field(event.target);
    if (event.key === "Escape") { event.preventDefault(); shut(); return; }
    if (at) {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && at.form) { event.preventDefault(); at.form.requestSubmit(); }
      else if (event.key === "Enter" && at.tagName === "SELECT" && at.form && at.closest("[data-field]")) { event.preventDefault(); at.form.requestSubmit(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Enter" && event.target.closest("button, a, summary")) return; // the focused button itself
    const letter = /^[a-z]$/i.test(event.key);
    const name = letter ? (event.shiftKey ? "Shift+" : "") + event.key.toLowerCase() : event.key;
    const target = [...document.querySelectorAll("[data-key], [data-focus-key]")]
      .find((b) => (b.dataset.key || b.dataset.focusKey).split(" ").includes(name) && visible(b));
    if (!target) return;
    event.preventDefault();
    if (busy || target.disabled || event.repeat) return; // one key, one act: a second stroke must not decide a row that nobody has seen
    if (target.dataset.focusKey) target.focus();
    else target.click();
  });

  if (card) {
    document.addEventListener("htmx:beforeRequest", (event) => { if (event.detail.target === card) busy = true; });
    document.addEventListener("htmx:afterRequest", (event) => {
      if (event.detail.target !== card) return;
      busy = false;
      if (event.detail.failed) {
        const words = event.detail.xhr.status ? `服务出错（${event.detail.xhr.status}），这一步没有保存；请刷新后再试。` : "没有送达，请检查网络后再试。";
        card.querySelector(".told").innerHTML = `<div class="note error" role="alert">${words}</div>`;
      }
    });
    const arrived = () => {
      const row = card.querySelector("[data-item]");
      const now = row ? row.dataset.item : "";
      if (shownRow && shownRow !== now) trail.push(shownRow);
      shownRow = now;
      const kept = card.querySelector("[data-field] form:not([hidden]), .panel:not([hidden])");
      if (kept) focusIn(kept);
      else if (document.activeElement && document.activeElement !== document.body) document.activeElement.blur();
      const mark = card.querySelector(".source .m-commit");
      const source = card.querySelector(".source");
      if (mark && source) source.scrollTop = Math.max(0, mark.offsetTop - source.offsetTop - 60);
      const button = card.querySelector("[data-why]");
      if (button && whyOpen) why(button);
    };
    document.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target === card) arrived(); });
    arrived();
  }

  // A missed item: words of the paper are selected (or a sentence is reached with the arrow keys), then A.
  const paper = document.querySelector("[data-add]");
  if (paper) {
    const dialog = document.getElementById("add");
    const place = () => {
      const chosen = window.getSelection();
      if (chosen.rangeCount && !chosen.isCollapsed && paper.contains(chosen.anchorNode)) {
        const ends = [placeInText(chosen.anchorNode, chosen.anchorOffset), placeInText(chosen.focusNode, chosen.focusOffset)];
        if (ends.every((n) => n !== null)) return [Math.min(...ends), Math.max(...ends)];
      }
      const one = document.activeElement.closest(".s");
      return one ? [Number(one.dataset.from), Number(one.dataset.to)] : null;
    };
    document.querySelector("[data-add-here]").addEventListener("mousedown", (event) => event.preventDefault()); // keeps the selection
    document.querySelector("[data-add-here]").addEventListener("click", () => {
      const at = place();
      const body = dialog.querySelector(".body");
      dialog.showModal();
      if (!at) { body.innerHTML = '<p>请先在正文里选中漏掉的文字（或用 Tab 走到正文、上下键选一句），再按 A。</p><button type="button" class="outline" data-close>知道了</button>'; return; }
      htmx.ajax("GET", `${paper.dataset.add}?start=${at[0]}&end=${at[1]}`, { target: body }).then(() => focusIn(dialog));
    });
  }
}
