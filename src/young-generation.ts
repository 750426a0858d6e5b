import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * V8 makes room for what is young by how much survives, and keeps it for as long as there is something to do. While a
 * program starts, nearly all survives: the service would hold 25 MB more than it uses. V8 reads this flag each time it
 * collects.
 */
export function keepRoomSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}

/**
 * Everything is loaded: what that left behind is put away, page by page. From now on what survives is what people say,
 * and room for it saves time.
 */
export function clearUpAndLetRoomGrow(): void {
  setFlagsFromString('--expose-gc')
  setFlagsFromString('--compact-on-every-full-gc')
  runInNewContext('gc()')
  setFlagsFromString('--no-compact-on-every-full-gc')
  setFlagsFromString('--semi-space-growth-factor=2')
}
