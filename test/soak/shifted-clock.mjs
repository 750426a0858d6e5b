// Loaded before the program: the wall clock differs from the machine's by the milliseconds in a file, which is read
// again all the time. The monotonic clock stays the machine's, as when a clock is set in earnest.
import { readFileSync } from 'node:fs'

const MachineDate = Date
const shift = () => Number(readFileSync(process.env.SOAK_CLOCK, 'utf8'))
let shifted = shift()
setInterval(() => {
  shifted = shift()
}, 50).unref()

const now = () => MachineDate.now() + shifted
globalThis.Date = new Proxy(MachineDate, {
  construct: (target, given, made) => Reflect.construct(target, given.length === 0 ? [now()] : given, made),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
})
