// Light or dark: what the reader chose here, else what the system prefers.

const root = document.documentElement;
const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
const THEME_KEY = "paperkg-theme";

/** The theme that the reader chose, if the browser keeps anything for files. */
function keptTheme() {
  try {
    return window.localStorage.getItem(THEME_KEY);
  } catch {
    return null;
  }
}

function setTheme(theme) {
  root.dataset.theme = theme;
  $("theme").setAttribute("aria-pressed", String(theme === "dark"));
  emit("theme");
}

$("theme").addEventListener("click", () => {
  const theme = root.dataset.theme === "dark" ? "light" : "dark";
  try {
    window.localStorage.setItem(THEME_KEY, theme);
  } catch {
    // A browser that keeps nothing still shows the theme now.
  }
  setTheme(theme);
});
prefersDark.addEventListener("change", () => keptTheme() ?? setTheme(prefersDark.matches ? "dark" : "light"));

// The page shows its panes only with a theme, so that without scripts it shows none.
setTheme(keptTheme() ?? (prefersDark.matches ? "dark" : "light"));
