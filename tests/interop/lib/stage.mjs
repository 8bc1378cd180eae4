// A simulated venue and the gateway, each a process of its own, with free ports, in a directory of their own.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { Hand } from './hand.mjs'
import { holds, Process } from './process.mjs'

const fixbridge = process.env.FIXBRIDGE
if (!fixbridge) throw new Error('FIXBRIDGE must name the program to test; ctest sets it')

// How an account reaches the simulated venue. Key and secret are the simulator's own: worth nothing anywhere else.
export const simulated = ({ ca, port }) => ({
  url: `wss://127.0.0.1:${port}/ws-fapi/v1`,
  key: 'simulator-api-key-simulator-api-key-simulator-api-key-simulator-',
  secret: 'simulator-secret-simulator-secret-simulator-secret-simulator-sec',
  ca_file: ca
})

// simulate: more arguments of `fixbridge simulate`. configuration: where the venue is ({ ca, port } of it) and the
// directory of this stage → the gateway's configuration file, in full.
export class Stage {
  static async open ({ simulate = () => [], configuration }) {
    const stage = new Stage()
    try {
      await stage.#start(simulate(stage.directory), configuration)
    } catch (error) {
      await stage.close()
      throw error
    }
    return stage
  }

  constructor () {
    this.directory = mkdtempSync(join(tmpdir(), 'fixbridge-interop-'))
  }

  async #start (simulate, configuration) {
    const ca = join(this.directory, 'ca.pem')
    this.venue = new Process(fixbridge, ['simulate', '--self-signed', '--ca-out', ca, '--listen', '127.0.0.1:0',
      '--control', '127.0.0.1:0', ...simulate])
    this.hand = new Hand((await this.venue.line(/^control channel: (\S+)/))[1])
    const [, port] = await this.venue.line(/^simulated venue: wss:\/\/[^:]+:(\d+)\//)
    const config = join(this.directory, 'bridge.yaml')
    writeFileSync(config, configuration({ ca, port, directory: this.directory }))
    this.gateway = new Process(fixbridge, ['run', config])
    this.port = Number((await this.gateway.line(/ fix_listening .*port=(\d+)/))[1])
    await this.gateway.line(/ clock_measured /) // cancels are refused before
  }

  // Until it takes orders: it is in sync with the venue.
  async ready () {
    const [, ops] = await this.gateway.line(/ started .*ops=(\S+)/)
    await holds(async () => (await fetch(`http://${ops}/ready`)).ok, 'the gateway to be ready')
  }

  async close () {
    const failed = []
    for (const process of [this.gateway, this.venue]) {
      if (process && await process.stop() !== 0) failed.push(process)
    }
    rmSync(this.directory, { recursive: true, force: true })
    // A sanitizer speaks here, too.
    if (failed.length > 0) throw new Error(failed.map(({ name, exitCode, lines }) => `${name} ended with ${exitCode}:\n${lines.join('\n')}`).join('\n'))
  }
}
