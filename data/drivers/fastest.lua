-- fastest: to the master that has answered soonest of late.
--
-- What it is for: clients that stand in one AZ and masters that stand in several.
-- Each finds the near one by itself, leaves it when it becomes slow without
-- being dead (a gray failure, which health checks do not see), and comes back.
--
-- What is wrong with it:
-- * Everybody finds the same master. When all are there it is slow, and all leave
--   at once: a herd.
-- * What is not used is not measured. Here, one unit of twenty goes elsewhere to
--   look; those pay for it.
-- * A master that answers every statement with an error is very fast.

local LOOK_EACH = 20                    -- units

local function takes_work(endpoint)
    return endpoint.state ~= "down" and endpoint.state ~= "draining" and
           endpoint.state ~= "disabled" and endpoint.errors == 0
end

function pick(request, endpoints)
    local candidates = {}
    for _, endpoint in ipairs(endpoints) do
        if takes_work(endpoint) then
            table.insert(candidates, endpoint)
        end
    end
    if #candidates == 0 then
        return request.last             -- nobody looks well: stay; nil at the very start
    end
    if request.attempt == 1 and request.unit % LOOK_EACH == 0 then
        return candidates[math.random(#candidates)].name
    end
    table.sort(candidates, function(a, b)
        return (a.latency_us or 0) < (b.latency_us or 0)    -- not measured yet: try it
    end)
    return candidates[1].name
end

function on_error(error, attempt)
    if error.class == "app" or error.class == "duplicate" or error.class == "unknown" then
        return "report"
    end
    return "retry"
end
