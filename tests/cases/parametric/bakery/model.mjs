/**
 * Ovens that are on or off, and orders of a day: the model of which this folder has a history. The tests of the road to a model of one's own and
 * the page's file of strategies are both made of it, with the `model` and `sum` of the package that they have.
 */
export function bakery({ model, sum }) {
  const m = model("bakery");
  const goods = m.set("goods", ["bread", "rolls", "cake"]);
  const ovens = m.set("ovens", ["old", "new", "small"]);
  const demand = m.parameter("demand", goods);
  const power = m.parameter("power");
  const bake = m.variable("bake", goods);
  const short = m.variable("short", goods);
  const on = m.binary("on", ovens);
  const hours = m.variable("hours", ovens, { upper: 8 });
  const [need, price, draw, heat] = [
    { bread: 0.05, rolls: 0.02, cake: 0.2 },
    { bread: 3, rolls: 0.8, cake: 15 },
    { old: 14, new: 9, small: 4 },
    { old: 12, new: 30, small: 3 },
  ];
  m.rows("orders", goods, (g) => bake[g].plus(short[g]).ge(demand[g]));
  m.rows("day", ovens, (o) => hours[o].le(on[o].times(8)));
  m.row(
    "ovens",
    sum(goods, (g) => bake[g].times(need[g])).le(
      sum(ovens, (o) => hours[o].times({ old: 0.8, new: 1, small: 0.5 }[o])),
    ),
  );
  m.minimize(
    sum(goods, (g) => short[g].times(price[g])).plus(
      sum(ovens, (o) => hours[o].times(power.times(draw[o])).plus(on[o].times(power.times(heat[o])))),
    ),
  );
  return m;
}
