// What a page does beyond being read: language, sorting, filtering. Without it every page is whole, in Chinese.
(function () {
    "use strict";
    var root = document.documentElement;
    var KEPT = "siku-language";

    // Storage is refused to file:// pages by some browsers; the switch then lasts for one page.
    function kept(value) {
        try {
            if (value !== undefined) { localStorage.setItem(KEPT, value); }
            return localStorage.getItem(KEPT);
        } catch (refused) { return null; }
    }

    root.classList.add("script");
    // before the body is drawn, so that nothing flickers
    if (kept() === "en") { root.classList.add("english"); }

    function language() {
        var button = document.getElementById("language");
        button.hidden = false;
        button.addEventListener("click", function () {
            kept(root.classList.toggle("english") ? "en" : "zh");
        });
    }

    function key(row, column, numeric) {
        var cell = row.cells[column];
        var text = cell.hasAttribute("data-v") ? cell.getAttribute("data-v") : cell.textContent.trim();
        if (!numeric) { return text; }
        return text === "" || isNaN(Number(text)) ? null : Number(text);
    }

    // What has no value stands last in either direction.
    function compare(a, b, sign) {
        if (a === null || b === null) { return (a === null) - (b === null); }
        return sign * (typeof a === "number" ? a - b : a.localeCompare(b, "zh-CN"));
    }

    function sortable(table) {
        var heads = Array.from(table.tHead.rows[0].cells);
        var bodies = Array.from(table.tBodies);
        var rows = [];
        bodies.forEach(function (body) {
            Array.from(body.rows).forEach(function (row) {
                rows.push({ row: row, body: body, fixed: row.matches(".task, .sum") });
            });
        });

        function sort(head, column) {
            var up = head.getAttribute("aria-sort") !== "ascending";
            var numeric = head.dataset.sort === "num";
            heads.forEach(function (other) { if (other.dataset.sort) { other.setAttribute("aria-sort", "none"); } });
            head.setAttribute("aria-sort", up ? "ascending" : "descending");
            var moving = rows.filter(function (one) { return !one.fixed; });
            moving.forEach(function (one) { one.key = key(one.row, column, numeric); });
            moving.sort(function (a, b) { return compare(a.key, b.key, up ? 1 : -1); });
            // a table in groups is one list while it is sorted, and its groups again in their own order
            var grouped = bodies.length > 1 && column === 0 && up;
            table.classList.toggle("flat", bodies.length > 1 && !grouped);
            rows.forEach(function (one) { if (one.fixed && bodies.length > 1) { one.row.hidden = !grouped; } });
            moving.forEach(function (one) { (grouped ? one.body : bodies[0]).appendChild(one.row); });
        }

        heads.forEach(function (head, column) {
            if (!head.dataset.sort) { return; }
            var button = document.createElement("button");
            button.type = "button";
            button.append.apply(button, Array.from(head.childNodes));
            head.replaceChildren(button);
            head.setAttribute("aria-sort", "none");
            button.addEventListener("click", function () { sort(head, column); });
        });
    }

    function filter(form) {
        var find = document.getElementById("find");
        var shown = document.getElementById("shown");
        var buttons = Array.from(form.querySelectorAll("button"));
        var table = document.querySelector("table.board");
        var rows = Array.from(table.querySelectorAll("tr[data-status]"));
        var status = "";
        form.hidden = false;

        function apply() {
            var words = find.value.trim().toLowerCase();
            var left = rows.filter(function (row) {
                row.hidden = (status && row.dataset.status !== status)
                    || (words && row.textContent.toLowerCase().indexOf(words) < 0);
                return !row.hidden;
            });
            if (!table.classList.contains("flat")) {
                Array.from(table.tBodies).forEach(function (body) {
                    body.rows[0].hidden = !body.querySelector("tr[data-status]:not([hidden])");
                });
            }
            shown.textContent = left.length + " / " + rows.length;
        }

        buttons.forEach(function (button) {
            button.addEventListener("click", function () {
                status = button.dataset.status;
                buttons.forEach(function (one) { one.setAttribute("aria-pressed", String(one === button)); });
                apply();
            });
        });
        find.addEventListener("input", apply);
        form.addEventListener("submit", function (event) { event.preventDefault(); });
    }

    document.addEventListener("DOMContentLoaded", function () {
        language();
        document.querySelectorAll("table[data-sortable]").forEach(sortable);
        document.querySelectorAll("form.filter").forEach(filter);
    });
}());
