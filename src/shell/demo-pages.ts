import type { Server } from 'node:http'
import { nextDue } from '../../data/deliveries.ts'
import { listSeats } from '../../data/people.ts'
import type { Demo } from '../platform.ts'
import type { Settings } from '../settings.ts'
import { passTime } from './demo-clock.ts'
import { closed, createHttp, listening } from './http.ts'
import { createPages } from './pages.ts'
import { attachmentsFor } from './serve.ts'
import { type Machine, type Session, servedPlans } from './session.ts'

interface Needs {
  readonly settings: Settings
  readonly session: Session
  readonly tickNow: () => Promise<void>
  /** Who speaks until somebody chooses. */
  readonly first: string
}

interface DemoPages {
  readonly address: string
  readonly close: () => Promise<void>
}

/** Nobody else on the network is to speak as anyone. */
const HOST = '127.0.0.1'
/** How many ports are tried one after the other. */
const MOST_PORTS = 50
/** Whoever looks at a page when the demo ends has seen it. */
const PATIENCE_MS = 200

/** Shows the demo's pages on this machine; undefined where no port is free for them. */
export async function openDemoPages(machine: Machine, needs: Needs): Promise<DemoPages | undefined> {
  const { settings, session, tickNow, first } = needs
  const { createWeb } = await import('../platforms/web/server.ts')
  const http = createHttp({
    db: session.db,
    machineNow: machine.machineNow,
    now: session.now,
    hasPages: true,
  })
  const pages = createPages({
    session,
    machineNow: machine.machineNow,
    files: attachmentsFor(machine, { settings, session, files: [] }),
    demo: demoOf({ session, tickNow, first }),
  })
  http.use(
    createWeb({
      handle: async (incoming) => {
        const reply = await session.app.handle(incoming, session.now())
        if (!incoming.isLooking) await tickNow()
        return reply
      },
      hearsGuest: async () => false,
      pages,
      settings: { ...settings, PUBLIC_URL: undefined, WEB_PROXY_HOPS: 0 },
      log: session.log,
    }),
  )
  const opened = await listeningNear(settings.PORT, (port) =>
    listening(http, { port, host: HOST, log: session.log }),
  )
  if (!opened) return undefined
  const address = `http://${HOST}:${opened.port}`
  session.showAt(address)
  return { address, close: () => closed(opened.server, { patience: PATIENCE_MS }) }
}

/** A port that is taken is no error: the next free one will do. */
async function listeningNear(
  port: number,
  listen: (port: number) => Promise<Server>,
): Promise<{ readonly server: Server; readonly port: number } | undefined> {
  for (let next = port; next < port + MOST_PORTS && next <= 65_535; next += 1) {
    try {
      return { server: await listen(next), port: next }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'EADDRINUSE' && code !== 'EACCES') return undefined
    }
  }
  return undefined
}

function demoOf({ session, tickNow, first }: Omit<Needs, 'settings'>): Demo {
  const { db } = session
  const next = async () => {
    const due = await nextDue(db)
    return due && due > session.now() ? due : undefined
  }
  return {
    first,
    speakers: async () => {
      const models = await servedPlans(session)
      const seats = await listSeats(db)
      const meeting = new Set(
        models
          .flatMap(({ bodies }) => bodies.filter(({ cadence }) => cadence.length > 0))
          .map(({ code }) => code),
      )
      const roles = models
        .flatMap((model) => model.roles)
        .filter(({ bodyCode }) => bodyCode === null || meeting.has(bodyCode))
      const named = roles.flatMap(({ id, code, title, kind }) => {
        const seat = seats.find(({ roleId }) => roleId === id)
        return seat ? [{ userId: seat.code, name: nameOf(code, title), kind }] : []
      })
      const isFirst = ({ kind }: { kind: string }) => kind === 'coordinator'
      return [
        ...named.filter(isFirst),
        ...named.filter((each) => !isFirst(each)),
        { userId: 'stranger', name: 'stranger: somebody not linked yet' },
      ].map(({ userId, name }) => ({ userId, name }))
    },
    next,
    goOn: async () => {
      await tickNow()
      const due = await next()
      if (due) await passTime(session, { to: due, tickNow })
      return session.now().toISOString()
    },
  }
}

function nameOf(code: string, title: string): string {
  return title === '' || title === code ? code : `${code}: ${title}`
}
