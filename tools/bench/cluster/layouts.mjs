/** What share of a processor each of the eight hosts has, in percent. The sums are the same. */
export const layouts = {
  equal: { title: 'Eight hosts at 20 % of a processor', percents: Array(8).fill(20) },
  unequal: {
    title: 'Four hosts at 30 % of a processor, four at 10 %',
    percents: [30, 30, 30, 30, 10, 10, 10, 10],
  },
};
