-- round_robin: what the course's own demo does. Even units of work go to one
-- master, odd ones to the next; whatever goes wrong, the same insert runs at
-- the other one.
--
-- What it is for: to see both masters take writes, and the writing go on when
-- one of them is gone.
--
-- What is wrong with it:
-- * It is blind. A dead master is asked again at every turn, and each time the
--   program waits for the time-out.
-- * It sends writes everywhere, against the advice of AWS: two clients that
--   change one page at two masters get error 1213.
-- * It treats 1213 like a dead host, and does not wait.
-- * It repeats what it does not know. If the COMMIT had taken effect and only
--   the answer was lost, the row is there twice.

function pick(request, endpoints)
    local turn = request.unit + request.attempt - 1
    return endpoints[turn % #endpoints + 1].name
end

function on_error(error, attempt)
    if error.class == "app" or error.class == "duplicate" then
        return "report"                 -- the statement's own fault
    end
    return "retry", 0                   -- anything else: the other one, at once
end

function on_unknown(unit)
    return "retry", 0                   -- blindly
end
