import type { Request } from 'express'
import { isLoopbackAddress } from '../../domain/address.ts'

/**
 * Whether a request comes from a tool on this machine. It must come from a loopback address; name a loopback host, since a
 * web page can make its own name point here; and have passed no proxy, which could stand for anybody.
 */
export function isFromLoopback({ socket, headers }: Pick<Request, 'socket' | 'headers'>): boolean {
  const from = (socket.remoteAddress ?? '').replace(/^::ffff:/, '')
  const isProxied = Object.keys(headers).some((name) => PROXIED.test(name))
  const isFromHere = from === '::1' || isLoopbackAddress(`http://${from}`)
  return isFromHere && isLoopbackAddress(`http://${headers.host ?? ''}`) && !isProxied
}

/** The headers that proxies add. */
const PROXIED = /^(?:x-forwarded-|forwarded$|via$|x-real-ip$|true-client-ip$|cf-)/
