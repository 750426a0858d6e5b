import { CompiledQuery, type DatabaseConnection, PostgresDriver, type TransactionSettings } from 'kysely'
import { beginning } from './locking.ts'
import { isLost, unclearError } from './refusal.ts'

/** Kysely's driver, which takes the plan's lock as it begins and says when nobody knows whether a commit arrived. */
export class LockingDriver extends PostgresDriver {
  override async beginTransaction(
    connection: DatabaseConnection,
    settings: TransactionSettings,
  ): Promise<void> {
    if (settings.isolationLevel || settings.accessMode) return super.beginTransaction(connection, settings)
    await connection.executeQuery(CompiledQuery.raw(beginning()))
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await super.commitTransaction(connection)
    } catch (error) {
      throw isLost(error) ? unclearError(error) : error
    }
  }
}
