-- least_connections: to the master at which this client is least busy.
--
-- What it is for: units of very different length. Whoever is stuck with long ones
-- gets no more until it is through, and a slow master gets less without anyone
-- measuring it: its connections simply stay in use for longer.
--
-- What is wrong with it:
-- * It sees the work of its own client only. A master that all others use looks
--   as free as one that nobody does.
-- * A master that fails at once is never busy: it draws all the work there is.
--   Only its endpoint's state saves us here.
-- * Units of one client are spread over all masters: error 1213.

local function takes_work(endpoint)
    return endpoint.state ~= "down" and endpoint.state ~= "draining" and
           endpoint.state ~= "disabled" and endpoint.errors == 0
end

function pick(request, endpoints)
    local best, least = nil, nil
    local first = request.unit % #endpoints     -- of equals, not always the same
    for i = 1, #endpoints do
        local endpoint = endpoints[(first + i) % #endpoints + 1]
        local busy = endpoint.in_use + endpoint.waiting
        if takes_work(endpoint) and (not best or busy < least) then
            best, least = endpoint.name, busy
        end
    end
    return best or endpoints[first + 1].name    -- none looks well: try one all the same
end

function on_error(error, attempt)
    if error.class == "app" or error.class == "duplicate" or error.class == "unknown" then
        return "report"
    end
    return "retry"
end
