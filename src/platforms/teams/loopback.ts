import type { Request } from 'express'

/** Whether an address names this machine and no other. */
export function isLoopbackUrl(url: string): boolean {
  try {
    return isLoopbackHost(new URL(url).hostname)
  } catch {
    return false
  }
}

function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host)
}

/**
 * Whether a request comes from a tool on this machine: from a loopback address, to a loopback name (a web page
 * can make a name of its own point here), and through no proxy, which would stand in for the whole world.
 */
export function isFromLoopback({ socket, headers }: Pick<Request, 'socket' | 'headers'>): boolean {
  const from = (socket.remoteAddress ?? '').replace(/^::ffff:/, '')
  const isProxied = ['x-forwarded-for', 'forwarded', 'via'].some((name) => headers[name] !== undefined)
  return (
    (from === '::1' || isLoopbackHost(from)) && isLoopbackUrl(`http://${headers.host ?? ''}`) && !isProxied
  )
}
