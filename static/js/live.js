// Keeps a part of a page fresh: an element with an id and data-live="ADDRESS" is replaced, every two seconds, by the
// element of the same id that the address gives. One without data-live is final, and ends it. Without this script the
// page shows the same when it is loaded again.
//
// What changes every two seconds is not read aloud. A status elsewhere on the page (data-live-status="ID") says
// data-live-words whenever data-live-step has changed.
const EVERY = 2000;
const SLOWEST = 60000;

const fetchFresh = async (section) => {
  const answer = await fetch(section.dataset.live, { redirect: "error", headers: { Accept: "text/html" } });
  if (!answer.ok) {
    // Signed out or not allowed (any more): asking again would change nothing.
    return answer.status < 500 ? null : undefined;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.getElementById(section.id);
};

const replace = (section, fresh) => {
  const focused = section.contains(document.activeElement) ? document.activeElement.id : "";
  section.replaceWith(fresh);
  if (focused) {
    document.getElementById(focused)?.focus({ preventScroll: true });
  }
  const status = document.querySelector(`[data-live-status="${CSS.escape(fresh.id)}"]`);
  if (status && fresh.dataset.liveStep !== section.dataset.liveStep) {
    status.textContent = fresh.dataset.liveWords;
  }
};

const keepFresh = (section, wait = EVERY) => {
  setTimeout(async () => {
    if (document.hidden) {
      keepFresh(section);
      return;
    }
    let fresh;
    try {
      fresh = await fetchFresh(section);
    } catch {
      fresh = undefined;
    }
    if (fresh === undefined) {
      keepFresh(section, Math.min(wait * 2, SLOWEST));
    } else if (fresh !== null) {
      replace(section, fresh);
      if (fresh.dataset.live) {
        keepFresh(fresh);
      }
    }
  }, wait);
};

for (const section of document.querySelectorAll("[data-live]")) {
  keepFresh(section);
}
