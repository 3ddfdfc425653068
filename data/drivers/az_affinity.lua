-- az_affinity: to a master of the client's own AZ as long as one is well.
--
-- What it is for: the way between two AZs takes longer than all the rest of a
-- small transaction. And a client whose AZ is cut off from the others, but not
-- from its own master, goes on.
--
-- What is wrong with it:
-- * Clients of different AZs write at different masters. If they change the same
--   pages, they collide: error 1213. Give it work that belongs to one AZ.
-- * When a master is lost, all of its AZ go to the next one, together.
-- * It goes home as soon as home looks well. A master that comes and goes takes its
--   clients with it each time.

local function rank(endpoint)           -- small is good; nil: not there
    if endpoint.state == "down" or endpoint.state == "draining" or
       endpoint.state == "disabled" then
        return nil
    end
    local doubt = (endpoint.state ~= "up" or endpoint.errors > 0) and 2 or 0
    return doubt + (endpoint.same_az and 0 or 1)
end

function pick(request, endpoints)
    local best, least = nil, nil
    for i = 1, #endpoints do            -- clients of one AZ begin at different places
        local endpoint = endpoints[(request.client + i) % #endpoints + 1]
        local its = rank(endpoint)
        if its and (not best or its < least) then
            best, least = endpoint.name, its
        end
    end
    return best                         -- nil: nobody takes work; wait
end

function on_error(error, attempt)
    if error.class == "app" or error.class == "duplicate" or error.class == "unknown" then
        return "report"
    end
    if error.class == "connection" or error.class == "txn_lost" then
        return "retry", 0               -- it cannot have committed: the next one, at once
    end
    return "retry"
end
