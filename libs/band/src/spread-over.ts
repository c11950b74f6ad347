/**
 * Adds an amount to equally wide parts, in proportion to what lies in each.
 * @param parts each is 1 wide, the first one begins at 0
 * @param place of the amount; what lies beyond the last part is left out
 */
export function spreadOver(
  parts: number[],
  { from, to }: { readonly from: number; readonly to: number },
  amount: number,
): void {
  for (let part = Math.floor(from); part < Math.min(parts.length, to); part += 1) {
    const overlap = Math.min(to, part + 1) - Math.max(from, part);
    if (overlap > 0) parts[part]! += (amount * overlap) / (to - from);
  }
}
