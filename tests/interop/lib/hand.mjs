// The control channel of a simulated venue: what happens there without the gateway's asking, and what there is.
// bridge/simulator/README.md has its paths.
export class Hand {
  constructor (url) { this.url = url }

  get (path) { return this.#ask(path, {}) }
  post (path, body = {}) { return this.#ask(path, { method: 'POST', body: JSON.stringify(body) }) }

  async #ask (path, options) {
    const answer = await fetch(this.url + path, { ...options, headers: { connection: 'close' } })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${path} ${options.body ?? ''}: ${answer.status} ${text}`)
    return text === '' ? {} : JSON.parse(text)
  }
}
