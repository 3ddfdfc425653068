-- careful: nothing lost, nothing doubled, and no haste.
--
-- What it is for: work that counts, such as money. A unit that writes leaves its
-- key in the same transaction. When no answer to a COMMIT comes, it looks for the
-- key, and repeats only under the same key: of two such, one is refused. So it need
-- not wait long for answers. All clients call the same master home, so they do not
-- collide; each stays where it went until home was well for a while.
--
-- What is wrong with it: keys are rows, too, and looking for one takes time, just
-- when there is little. And while home is gone, one master does all the work.

parameters = {["unit.keys"] = "on", ["retry.max"] = 20, ["pool.read_timeout"] = "2s"}

local CALM_MS = 15000                   -- home must be well for so long
local RANK = {up = 0, warming = 0, unknown = 10, suspect = 20}
local here                              -- where the work goes now
local shunned = {}                      -- until when, by name: it has just failed us
local well_since

function pick(request, endpoints)
    local best, least = nil, 100
    for place, endpoint in ipairs(endpoints) do
        local rank = RANK[endpoint.state]
        if rank and not endpoint.is_read_only and
           (shunned[endpoint.name] or 0) <= request.now_ms then
            rank = rank + (endpoint.name == here and 0 or place)
            if rank < least then
                best, least = endpoint.name, rank
            end
        end
    end
    here = best or here
    return best                         -- nil: nobody is well; wait
end

function on_tick(now_ms, endpoints)
    local home = endpoints[1]
    well_since = home.state == "up" and (well_since or now_ms) or nil
    if well_since and now_ms - well_since >= CALM_MS then
        here = home.name
    end
end

function on_error(error, attempt)
    if error.class == "connection" or error.class == "txn_lost" or
       error.class == "not_writable" then
        shunned[error.master or ""] = error.now_ms + 1000
        return "retry", 0               -- nothing was committed: elsewhere, at once
    end
    local waits = {conflict = true, lock_wait = attempt < 3, no_quorum = true}
    return waits[error.class] and "retry" or "report"   -- same master, after a pause
end

function on_unknown(unit)
    return unit.has_key and (unit.probes < 2 and "probe" or "retry") or "report"
end
