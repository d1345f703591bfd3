import type { Wire } from '../engine/activity.ts'
import { Offline, Refusal } from '../engine/client.ts'
import { dropDatabase } from '../engine/idb.ts'
import type { Actions, Person } from '../ledger.ts'
import { nameOf, type Desk } from './desk.ts'

type Session = Wire['Session']

const remembered = 'outreach.person'
/** Set where somebody signed out without network: their session still has to be ended. */
const leaving = 'outreach.leaving'

/** What happens around a change of person. */
export interface Around {
  /** A person's store has been opened: what is kept may be shown. */
  opened(): Promise<void>
  /** The server has said who it is. */
  met(): Promise<void>
}

/** Who works here: sign in, out, and what is remembered in between. */
export interface People extends Pick<Actions, 'start' | 'signIn' | 'redeem' | 'signOut'> {
  /** Asks the server who it is; false where it cannot be reached. */
  meet(): Promise<boolean>
}

/** Makes the part that knows people. */
export function makePeople(desk: Desk, around: Around): People {
  const { env, state, client } = desk

  async function accept(session: Session): Promise<void> {
    const { id, name, login, organisation, grants } = session.user
    const person = { id, name, login, organisation, grants }
    env.memory.set(remembered, JSON.stringify(person))
    if (state.user?.id !== id) await desk.open(person, around.opened)
    Object.assign(state, {
      user: person,
      roles: session.roles,
      today: session.today,
      needsSignIn: false,
      phase: 'ready',
    })
    desk.dawn(session.today)
    env.builds.heard(session.build)
    await around.met()
  }

  async function ask(answer: Promise<Session>): Promise<boolean> {
    try {
      await accept(await answer)
      return true
    } catch (error) {
      if (!(error instanceof Offline || error instanceof Refusal)) throw error
      if (error instanceof Refusal && error.status === 401 && state.user) state.needsSignIn = true
      return false
    }
  }

  const signIn = async (login: string, password: string) => {
    const session = await client.send<Session>('POST', '/session', { login, password })
    env.memory.set(leaving, null)
    await accept(session)
  }

  return {
    async start() {
      const person = personOf(env.memory.get(remembered))
      if (env.memory.get(leaving)) await endSession(desk)
      // Asked before anything is read, so that the page's preload is taken up at once.
      const answer = env.memory.get(leaving) ? Promise.reject(new Offline('left')) : client.first<Session>('/session')
      answer.catch(() => undefined)
      if (person) {
        await desk.open(person, around.opened)
        state.phase = 'ready'
      }
      await ask(answer)
      if (!state.user) state.phase = 'signedOut'
    },
    meet: () => ask(client.get<Session>('/session')),
    signIn,
    async redeem(code, password) {
      const { login } = await client.send<Wire['Redeemed']>('POST', '/redeem', { code, password })
      await signIn(login, password)
    },
    async signOut(how) {
      const { user } = state
      env.memory.set(remembered, null)
      await endSession(desk)
      await desk.close()
      state.phase = 'signedOut'
      if (how === 'drop' && user && env.databases) await dropDatabase(nameOf(user), env.databases)
    },
  }
}

/** Ends the session, now or by the next start. */
async function endSession({ env, client }: Desk): Promise<void> {
  try {
    await client.send('DELETE', '/session')
    env.memory.set(leaving, null)
  } catch (error) {
    if (!(error instanceof Offline || error instanceof Refusal)) throw error
    const over = error instanceof Refusal && error.status === 401
    env.memory.set(leaving, over ? null : '1')
  }
}

function personOf(text: string | null): Person | undefined {
  return text === null ? undefined : (JSON.parse(text) as Person)
}
