/** What a script sets before the element is defined, as frameworks may. */
const early = document.getElementById("early");
early.program = "max x st most: x <= 3 end";
early.options = { relativeGap: 0.5 };
early.panels = "answer";
