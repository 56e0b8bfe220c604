// Small behaviours that HTML alone does not give: toggling marks, the marked place in view, one upload at a time with progress.
"use strict";

document.addEventListener("change", (event) => {
  const box = event.target.closest("[data-toggle-mark]");
  if (!box) return;
  const off = [...document.querySelectorAll("[data-toggle-mark]:not(:checked)")].map((b) => b.dataset.toggleMark);
  document.querySelectorAll("[data-marks]").forEach((shown) => shown.setAttribute("data-off", off.join(" ")));
});

// The marked place on a page comes into view by itself, and the text follows when a page is turned.
const showPlace = () => {
  const pane = document.querySelector(".leafpane");
  const mark = pane && pane.querySelector(".m-source");
  if (mark) pane.scrollTop = Math.max(0, mark.offsetTop - pane.clientHeight / 3);
};
window.addEventListener("load", () => {
  showPlace();
  if (location.hash && document.querySelector(".pair")) document.querySelector(".pair").scrollIntoView();
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "sheet") return;
  showPlace();
  const number = document.querySelector("#sheet input[name=page]");
  const leaf = number && document.getElementById(`leaf-${number.value}`);
  const text = document.querySelector(".doc-pane");
  if (leaf && text) text.scrollTop = leaf.offsetTop - text.offsetTop;
});

// A sentence of the text says why it is read as it is: by a click (on the very words), a selection, or Enter; up and down arrows choose.
const placeInText = (node, inside) => { // in characters of the paper, as the program counts them
  const one = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest(".s");
  if (!one) return null;
  const before = document.createRange();
  before.setStart(one, 0);
  before.setEnd(node, inside);
  return Number(one.dataset.from) + [...before.toString()].length;
};
const text = document.querySelector("[data-explain]");
if (text) {
  const panel = document.getElementById("why");
  const sentences = [...text.querySelectorAll(".s")];
  const focusable = (one) => {
    text.querySelectorAll('.s[tabindex="0"]').forEach((s) => { s.tabIndex = -1; });
    if (one) one.tabIndex = 0;
  };
  const ask = (one, at) => {
    text.querySelectorAll(".s.asked").forEach((s) => s.classList.remove("asked"));
    one.classList.add("asked");
    focusable(one);
    panel.classList.add("open");
    panel.closest(".side, .whypane").scrollTop = 0;
    htmx.ajax("GET", `${text.dataset.explain}?at=${at}`, { target: panel, swap: "innerHTML" });
  };
  focusable(text.querySelector(".here .s, #at .s") || sentences[0]);
  text.addEventListener("click", (event) => {
    const chosen = window.getSelection();
    const one = event.target.closest(".s");
    if (!one || !chosen.anchorNode || event.target.closest("a[href]")) return;
    const ends = [placeInText(chosen.anchorNode, chosen.anchorOffset), placeInText(chosen.focusNode, chosen.focusOffset)].filter((n) => n !== null);
    const start = Math.min(...ends);
    const last = Number(one.dataset.to) - 1;
    if (!ends.length) ask(one, one.dataset.from);
    else ask(one, chosen.isCollapsed || ends.length < 2 ? String(Math.min(start, last)) : `${start}-${Math.max(...ends)}`);
  });
  text.addEventListener("keydown", (event) => {
    const one = event.target.closest(".s");
    if (!one) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      const next = sentences[sentences.indexOf(one) + step];
      if (next) { focusable(next); next.focus(); }
    } else if (event.key === "Enter" || event.key === " ") {
      ask(one, `${one.dataset.from}-${one.dataset.to}`);
    } else return;
    event.preventDefault();
  });
  const close = () => {
    panel.classList.remove("open");
    const one = text.querySelector(".s.asked");
    if (one) one.classList.remove("asked");
  };
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  panel.addEventListener("click", (event) => { if (event.target.closest("[data-why-close]")) close(); });
}

document.addEventListener("click", (event) => {
  const add = event.target.closest("[data-add-row]");
  if (!add) return;
  const rows = document.getElementById(add.dataset.addRow);
  const copy = rows.lastElementChild.cloneNode(true);
  copy.querySelectorAll("input").forEach((input) => { input.value = ""; });
  rows.append(copy);
});

const form = document.querySelector("form[data-upload]");
if (form) {
  const input = form.querySelector("input[type=file]");
  const list = document.getElementById("upload-results");
  const bar = document.getElementById("upload-bar");
  const state = document.getElementById("upload-state");
  const drop = form.querySelector(".drop");

  const send = (file, token, onProgress) => new Promise((resolve) => {
    const data = new FormData(form);
    data.append("token", token);
    data.delete("files");
    data.append("files", file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true");
    request.upload.onprogress = (e) => { if (e.lengthComputable) onProgress(e.loaded / e.total); };
    request.onload = () => resolve({ status: request.status, text: request.responseText });
    request.onerror = () => resolve({ status: 0 });
    request.send(data);
  });

  // What became of a file that got no answer of its own, and what to do.
  const refused = (status) => {
    if (status === 0) return "没有送达，请检查网络后重新上传这个文件。";
    if (status === 401 || status === 403) return "登录已过期，请刷新本页、重新登录后再上传这个文件。";
    if (status === 413) return "文件太大，没有读入；请拆成几个文件后再上传。";
    return `服务出错（${status}），这个文件没有读入；请再试一次，仍不行请把文件交给维护人员。`;
  };

  // The words under the bar: which file, how far it is, for how long, and why it may take long.
  const told = (name, began, far) => {
    const seconds = Math.round((Date.now() - began) / 1000);
    const where = far && far.total > 1 ? `，${far.phase} ${far.done}/${far.total}` : "";
    const slow = seconds < 5 ? "" : `（已用 ${seconds} 秒；扫描件要逐页识别文字，一页约需几秒，请不要关闭本页，可另开窗口继续工作）`;
    state.textContent = `正在读取 ${name}${where}${slow}`;
  };

  // Follows one file until the returned function is called.
  const follow = (name, token, onFar) => {
    const began = Date.now();
    let far = null;
    const clock = setInterval(() => {
      told(name, began, far);
      if (Math.round((Date.now() - began) / 1000) % 2) return;
      fetch(`${form.dataset.progress}${token}/`).then((answer) => (answer.ok ? answer.json() : null)).then((found) => {
        far = found;
        if (found && found.total > 1) onFar(found.done / found.total);
      }, () => {});
    }, 1000);
    told(name, began, far);
    return () => clearInterval(clock);
  };

  const run = async (files) => {
    bar.hidden = false;
    input.disabled = true;
    for (let i = 0; i < files.length; i += 1) {
      const token = `${Date.now()}-${i}`;
      const done = follow(`${i + 1}/${files.length}：${files[i].name}`, token, (part) => { bar.value = (i + 0.5 + part * 0.45) / files.length; });
      const answer = await send(files[i], token, (part) => { bar.value = (i + part * 0.5) / files.length; });
      done();
      if (answer.status === 200) {
        list.insertAdjacentHTML("beforeend", answer.text);
      } else {
        const line = document.createElement("tr");
        line.append(Object.assign(document.createElement("td"), { textContent: files[i].name }),
          Object.assign(document.createElement("td"), { textContent: refused(answer.status), colSpan: 5 }));
        list.append(line);
      }
      bar.value = (i + 1) / files.length;
    }
    state.textContent = `完成，共 ${files.length} 个文件。`;
    input.disabled = false;
    input.value = "";
  };

  input.addEventListener("change", () => { if (input.files.length) run([...input.files]); });
  ["dragover", "dragleave", "drop"].forEach((name) => drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.toggle("over", name === "dragover");
    if (name === "drop" && !input.disabled && event.dataTransfer.files.length) run([...event.dataTransfer.files]);
  }));
}
