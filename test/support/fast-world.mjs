// Loaded into a process of its own before the program: a world in which time runs faster, with a wall clock that can be
// set. WORLD_FILE holds by how many milliseconds it is set, WORLD_START and WORLD_BEGAN when the world and its clock
// began, WORLD_RATE how fast both run.
import { readFileSync } from 'node:fs'

const { WORLD_FILE = '', WORLD_START = '', WORLD_BEGAN = '', WORLD_RATE = '' } = process.env
const rate = Number(WORLD_RATE)
const RealDate = Date
const realTimeout = setTimeout
const realSteady = performance.now.bind(performance)

function now() {
  const passed = (RealDate.now() - Number(WORLD_BEGAN)) * rate
  return Number(WORLD_START) + passed + Number(readFileSync(WORLD_FILE, 'utf8') || 0)
}

globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [now()] : given))
  }

  static now() {
    return now()
  }
}
performance.now = () => realSteady() * rate
globalThis.setTimeout = (work, time, ...given) => realTimeout(work, time / rate, ...given)
