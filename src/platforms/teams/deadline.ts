/**
 * What the work gives, unless its deadline passes first: an SDK waits for its sign-in as long as the network lets it. What has
 * not left by then must not leave later. After its deadline the work is not even begun.
 */
export async function before<Value>(deadline: AbortSignal, work: () => Promise<Value>): Promise<Value> {
  if (deadline.aborted) throw deadline.reason
  let stop = () => {}
  const passed = new Promise<never>((_, reject) => {
    stop = () => reject(deadline.reason)
    deadline.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([work(), passed])
  } finally {
    deadline.removeEventListener('abort', stop)
  }
}
