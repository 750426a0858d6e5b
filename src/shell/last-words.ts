import { faultOf } from '../log.ts'

/**
 * What the program says of an error that nothing caught, and of Node's own warnings: their class, their code and where they
 * arose. Node would print their messages, which may repeat what somebody sent.
 */
export function sayFaultsOnly(errors: { readonly write: (text: string) => unknown }): void {
  process.removeAllListeners('warning')
  process.on('warning', ({ name, ...warning }) => {
    const code = 'code' in warning ? ` ${warning.code}` : ''
    errors.write(`wsoa: ${name}${code}\n`)
  })
  process.on('uncaughtException', (error) => {
    errors.write(`${faultText(error)}\n`)
    // Nobody knows what was left half done. What was acknowledged is on disk.
    process.exit(1)
  })
}

export function faultText(error: unknown): string {
  const { error: name, errorCode, trace } = faultOf(error)
  const fault = errorCode === undefined ? name : `${name} ${errorCode}`
  return `wsoa: something went wrong on our side. Please report these lines:\n${[fault, ...trace].join('\n')}`
}
