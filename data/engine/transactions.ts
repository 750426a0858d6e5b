import {
  type ConnectionProvider,
  type DatabaseConnection,
  Kysely,
  type KyselyConfig,
  type KyselyProps,
  Transaction,
  TransactionBuilder,
} from 'kysely'
import type { Schema } from '../schema.ts'
import type { GroupingDriver, Turn } from './sqlite/driver.ts'

/** Kysely, but for what it puts around a transaction: two dozen promises, which cost as much as a statement or two. */
export class QuickKysely extends Kysely<Schema> {
  readonly #props: Props

  constructor(config: KyselyConfig, driver: GroupingDriver) {
    super(config)
    this.#props = { config, driver, dialect: config.dialect, executor: this.getExecutor() }
  }

  override transaction(): TransactionBuilder<Schema> {
    return new QuickTransaction(this.#props)
  }
}

type Props = Omit<KyselyProps, 'driver'> & { readonly driver: GroupingDriver }

class QuickTransaction extends TransactionBuilder<Schema> {
  readonly #props: Props

  constructor(props: Props) {
    super(props)
    this.#props = props
  }

  override async execute<Result>(work: (trx: Transaction<Schema>) => Promise<Result>): Promise<Result> {
    const { driver, executor } = this.#props
    const turn = await driver.acquireConnection()
    try {
      await driver.beginTransaction(turn)
      const trx = new Transaction<Schema>({
        ...this.#props,
        executor: executor.withConnectionProvider(new OneTurn(turn)),
      })
      turns.set(trx, turn)
      try {
        const result = await work(trx)
        await driver.commitTransaction(turn)
        return result
      } catch (error) {
        await driver.rollbackTransaction(turn)
        throw error
      }
    } finally {
      await driver.releaseConnection(turn)
    }
  }
}

/** Whose turn a transaction is. */
const turns = new WeakMap<Kysely<Schema>, Turn>()

/** The turn of a transaction that began here, even if it is over. */
export function turnOf(trx: Kysely<Schema>): Turn | undefined {
  return turns.get(trx)
}

class OneTurn implements ConnectionProvider {
  readonly #turn: Turn

  constructor(turn: Turn) {
    this.#turn = turn
  }

  async provideConnection<Result>(
    consumer: (connection: DatabaseConnection) => Promise<Result>,
  ): Promise<Result> {
    if (!this.#turn.inTransaction) throw new Error('the transaction is over')
    return consumer(this.#turn)
  }
}
