-- careful: nothing lost, nothing doubled, and no haste.
--
-- What it is for: work that counts, such as money. A unit that writes leaves its
-- key in the same transaction. When no answer to a COMMIT comes, it looks for the
-- key, and repeats only under the same key: of two such, one is refused. It stays
-- where it is until that master fails, and goes home when home has been well.
--
-- What is wrong with it: keys are rows, too, and looking for one takes time, just
-- when there is little. Clients at different masters still collide: shard_map.

parameters = {["unit.keys"] = "on", ["retry.max"] = 20}

local CALM_MS = 15000                   -- home, its own AZ, must be well for so long
local RANK = {up = 0, warming = 0, unknown = 2, suspect = 4}
local here                              -- where the work goes now
local shunned = {}                      -- until when, by name: it has just failed us
local well_since = {}

function pick(request, endpoints)
    local best, least = nil, 100
    for _, endpoint in ipairs(endpoints) do
        local rank = RANK[endpoint.state]
        if rank and not endpoint.is_read_only and
           (shunned[endpoint.name] or 0) <= request.now_ms then
            rank = rank + (endpoint.same_az and 0 or 1)
            rank = endpoint.name == here and rank < 4 and -1 or rank
            if rank < least then
                best, least = endpoint.name, rank
            end
        end
    end
    here = best or here
    return best                         -- nil: nobody is well; wait
end

function on_tick(now_ms, endpoints)
    for _, endpoint in ipairs(endpoints) do
        local name = endpoint.name
        well_since[name] = endpoint.state == "up" and (well_since[name] or now_ms) or nil
        local is_calm = well_since[name] and now_ms - well_since[name] >= CALM_MS
        here = endpoint.same_az and is_calm and name or here
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
