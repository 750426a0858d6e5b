/** As many rows are in memory at once. */
export const PAGE = 1_000

/** Rows one after the other, read a page at a time. */
export async function* inPages<Row extends { readonly id: number }>(
  read: (after: number) => Promise<readonly Row[]>,
): AsyncGenerator<Row> {
  for (let after = 0; ; ) {
    const rows = await read(after)
    yield* rows
    const last = rows.at(-1)
    if (!last) return
    after = last.id
  }
}
