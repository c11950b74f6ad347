/** The promise's outcome, or the error of `tooLate` if it is still pending after that many milliseconds. */
export async function withDeadline<T>(
  promise: Promise<T>,
  milliseconds: number,
  tooLate: () => Error,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLate()), milliseconds);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
