import type { Request } from 'express'

/** Whether an address names this machine. */
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
 * Whether a request comes from a tool on this machine. It must come from a loopback address; name a loopback host, since a
 * web page can make its own name point here; and have passed no proxy, which could stand for anybody.
 */
export function isFromLoopback({ socket, headers }: Pick<Request, 'socket' | 'headers'>): boolean {
  const from = (socket.remoteAddress ?? '').replace(/^::ffff:/, '')
  const isProxied = Object.keys(headers).some((name) => PROXIED.test(name))
  return (
    (from === '::1' || isLoopbackHost(from)) && isLoopbackUrl(`http://${headers.host ?? ''}`) && !isProxied
  )
}

/** The headers that proxies add. */
const PROXIED = /^(?:x-forwarded-|forwarded$|via$|x-real-ip$|true-client-ip$|cf-)/
